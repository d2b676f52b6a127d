using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.SubjectRequests;

namespace Compliance.EndToEnd.Tests.Contract;

/// <summary>A package: looked at, kept back in part, released, downloaded, and gone with a recording in it.</summary>
static class PackageSteps
{
    public static async Task RunAsync(ContractDriver driver)
    {
        var person = new Person();
        var recording = await driver.RecordAsync(person.Call());
        var id = ("requestId", await driver.FileAsync("access", person.By("phone", "email"), decided: true));
        await driver.WaitAsync("ReadRequest", "awaitingAnswer", id);
        await driver.DoAsync("ReviewPackage", 200, null, id);

        JsonObject Form(int? revision) => new()
        {
            ["revision"] = revision,
            ["redactions"] = new JsonArray(new JsonObject
            {
                ["recordingId"] = recording,
                ["files"] = new JsonArray("note.txt"),
                ["reason"] = "Somebody else is told of.",
            }),
        };
        await driver.DoAsync("RedactPackage", 428, Form(null), id);
        await driver.DoAsync("RedactPackage", 412, Form(null), id, ("If-Match", "\"7\""));
        await driver.DoAsync("RedactPackage", 202, Form(1), id);
        await driver.WaitAsync("ReadRequest", "awaitingAnswer", id);
        await driver.DoAsync("RedactPackage", 200, Form(1), id);
        await driver.DoAsync("ReleasePackage", 200, new JsonObject { ["revision"] = 2 }, id);

        var whole = await driver.DoAsync("ReadPackage", 200, null, id);
        await driver.DoAsync("ReadPackage", 206, null, id, ("Range", "bytes=0-3"));
        await driver.DoAsync("ReadPackage", 416, null, id, ("Range", "bytes=99999999-"));
        await driver.DoAsync("ReadPackage", 304, null, id, ("If-None-Match", whole.Header("ETag")!));
        await driver.DoAsync("ListRequestDisclosures", 200, null, id);
        await DeliverAsync(driver, id);
        await driver.DoAsync("ListRecordingDisclosures", 200, null, ("recordingId", recording));

        var erasure = ("requestId", await driver.FileAsync("erasure", person.By("phone", "email"), decided: true));
        await driver.WaitAsync("ReadRequest", "awaitingAnswer", erasure);
        await driver.DoAsync("ReadPackage", 410, null, id);
        await driver.DoAsync("ReviewPackage", 410, null, id);
        await driver.DoAsync("ReleasePackage", 410, new JsonObject { ["revision"] = 2 }, id);
    }

    /// <summary>The person fetches the letter by a link, and is refused once there were too many attempts.</summary>
    static async Task DeliverAsync(ContractDriver driver, (string Name, string Value) id)
    {
        var made = (await driver.DoAsync("MakeDelivery", 201, new JsonObject { ["days"] = 7 }, id)).Json;
        await driver.DoAsync("AnswerRequest", 200, new JsonObject { ["channel"] = "email" }, id);
        await driver.DoAsync("DeliveryPage", 200);
        var url = new Uri($"{made["url"]}");
        (await CollectionTests.CollectAsync(driver.Api, url, $"{made["code"]}", "letter")).Expect(HttpStatusCode.OK);
        var last = HttpStatusCode.OK;
        for (var attempt = 0; attempt < 40 && last is not HttpStatusCode.TooManyRequests; attempt++)
        {
            last = (await CollectionTests.CollectAsync(driver.Api, url, "WRONG", "letter")).Status;
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, last);
        await driver.DoAsync("RevokeDelivery", 204, null, id, ("deliveryId", $"{made["deliveryId"]}"));
        var undecided = ("requestId", await driver.FileAsync("access", new Person().By("phone")));
        await driver.DoAsync("MakeDelivery", 409, new JsonObject(), undecided);
    }
}
