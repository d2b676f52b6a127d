using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Contract;

/// <summary>The register of notices, and recordings that name none.</summary>
static class NoticeSteps
{
    public static async Task RunAsync(ContractDriver driver)
    {
        var notice = ApiContract.Find("PutNotice").BodyExample!.AsObject();
        await driver.DoAsync("ReadNotice", 404);
        await driver.DoAsync("PutNotice", 201, notice);
        await driver.DoAsync("PutNotice", 200, notice);
        var sample = Sample.Note(change: x => x["notice"] = new JsonObject
        {
            ["id"] = driver.Values["noticeId"],
            ["version"] = notice["version"]!.DeepClone(),
        });
        await driver.DoAsync("AnnounceRecording", 201, sample.Ticket);
        await driver.DoAsync("PutNotice", 409, notice.With("text", "\"Another text\""));
        await driver.DoAsync("ReadNotice", 200);
        await driver.DoAsync("ListNotices", 200);
        await driver.DoAsync("ReportUnnoticedRecordings", 200, null, ("from", "2026-01-01"), ("limit", "1"));
    }
}
