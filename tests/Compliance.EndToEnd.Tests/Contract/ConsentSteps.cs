using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Contract;

/// <summary>What people consented to.</summary>
static class ConsentSteps
{
    public static async Task RunAsync(ContractDriver driver)
    {
        var given = ApiContract.Find("RecordConsent").BodyExample!.AsObject();
        given.Remove("notice");
        var recorded = await driver.DoAsync("RecordConsent", 201, given);
        driver.Values["consentId"] = recorded.Json["consentId"]!.GetValue<string>();
        await driver.DoAsync("RecordConsent", 200, given);
        await driver.DoAsync("RecordConsent", 409, given.With("state", "\"refused\""));
        await driver.DoAsync("SearchConsents", 200, ApiContract.Find("SearchConsents").BodyExample);
        await driver.DoAsync("ReportConsents", 200, null, ("groupBy", "month,purpose"));
        await driver.DoAsync("ReadConsentReceipt", 200);
        await driver.DoAsync("ReadConsentReceiptPage", 200);
        await driver.DoAsync("ReadConsentReceipt", 404, null, ("consentId", ContractDriver.Unknown));
        await driver.DoAsync("ReadConsentReceiptPage", 404, null, ("consentId", ContractDriver.Unknown));
        await ImportAsync(driver, HttpStatusCode.OK, "email,purpose,state\nnobody@example.org,quality,given\n");
        await ImportAsync(driver, HttpStatusCode.RequestEntityTooLarge, new string('x', (1024 * 1024) + 1));
        await driver.DoAsync("ImportConsents", 415, new JsonObject());

        var said = new JsonObject { ["purpose"] = "quality", ["state"] = "given" };
        await driver.DoAsync("RecordConsentOfCall", 201, said, ("callId", "consent-call"));
        await driver.DoAsync("RecordConsentOfCall", 200, said, ("callId", "consent-call"));
        await driver.DoAsync("RecordConsentOfCall", 409, said.With("state", "\"requested\""), ("callId", "consent-call"));
        await HearAsync(driver);
    }

    static async Task HearAsync(ContractDriver driver)
    {
        (string, string) purpose = ("X-Purpose", "consentCheck");
        var spoken = new JsonObject { ["purpose"] = "quality", ["state"] = "given", ["method"] = "spoken", ["mediaSeconds"] = 1 };
        await driver.DoAsync("HearConsent", 404, null, purpose);
        foreach (var (sample, isUploaded, status) in ((Sample, bool, int)[])[(Sample.Call("plain"), true, 200), (Sample.Note(), false, 409)])
        {
            if (isUploaded)
            {
                await driver.RecordAsync(sample);
            }
            else
            {
                await driver.DoAsync("AnnounceRecording", 201, sample.Ticket);
            }

            var said = await driver.DoAsync("RecordConsentOfCall", 201, spoken.With("purpose", "\"evaluation\""), ("callId", sample.CallId));
            await driver.DoAsync("HearConsent", status, null, purpose, ("consentId", said.Json["consentId"]!.GetValue<string>()));
        }

        await driver.DoAsync("SampleConsents", 200, null, ("sample", "10"));
    }

    static async Task ImportAsync(ContractDriver driver, HttpStatusCode status, string csv)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/tenants/acme/subjects/consents/import")
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(csv)) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } },
        };
        (await driver.Api.SendAsync(request, await driver.Api.TokenAsync("acme", ["Privacy.Handler"]))).Expect(status);
    }
}
