using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.EndToEnd.Tests.SubjectRequests;

namespace Compliance.EndToEnd.Tests.Contract;

/// <summary>The life of recordings, with what each operation answers on the way.</summary>
static class RecordingSteps
{
    static readonly (string, string) Purpose = ("X-Purpose", "quality");

    public static async Task RunAsync(ContractDriver driver)
    {
        await AnnounceAsync(driver);
        await PlayAsync(driver);
        await DescribeAsync(driver);
        await HoldAsync(driver);
        await DecideAsync(driver);
    }

    /// <summary>Leaves a sealed recording in <see cref="ContractDriver.Values"/>.</summary>
    static async Task AnnounceAsync(ContractDriver driver)
    {
        var sample = Sample.Note();
        var announced = (await driver.DoAsync("AnnounceRecording", 201, sample.Ticket)).Json;
        driver.Values["recordingId"] = announced["recordingId"]!.GetValue<string>();
        await driver.DoAsync("AnnounceRecording", 200, sample.Ticket);
        var other = sample.Ticket.DeepClone();
        other["language"] = "de";
        await driver.DoAsync("AnnounceRecording", 409, other);
        await driver.DoAsync("ReadRecordingFile", 409, null, Purpose);
        await driver.DoAsync("ReadRecordingFileHead", 409, null, Purpose);
        await driver.Api.UploadAsync(announced, sample.Files);
        await driver.WaitAsync("ReadRecording", "sealed");
    }

    static async Task PlayAsync(ContractDriver driver)
    {
        var whole = await driver.DoAsync("ReadRecordingFile", 200, null, Purpose);
        await driver.DoAsync("ReadRecordingFile", 206, null, Purpose, ("Range", "bytes=0-3"));
        await driver.DoAsync("ReadRecordingFile", 416, null, Purpose, ("Range", "bytes=9999-"));
        await driver.DoAsync("ReadRecordingFile", 304, null, Purpose, ("If-None-Match", whole.Header("ETag")!));
        await driver.DoAsync("ReadRecordingFileHead", 200, null, Purpose);
        await driver.DoAsync("ReadRecordingFileHead", 304, null, Purpose, ("If-None-Match", whole.Header("ETag")!));
        await driver.DoAsync("SearchRecordings", 200, new JsonObject(), ("limit", "1"));
    }

    static async Task DescribeAsync(ContractDriver driver)
    {
        await driver.DoAsync("ReadRecordingMetadata", 200);
        await driver.DoAsync("ListCorrections", 200);
        await driver.DoAsync("CorrectRecordingMetadata", 200, new JsonObject { ["reason"] = "It was English.", ["language"] = "en" });
        var late = Sample.Announced("more.txt", "text/plain", "more\n"u8.ToArray());
        var form = new JsonObject { ["files"] = new JsonArray(late) };
        var announced = (await driver.DoAsync("AnnounceLateFiles", 201, form)).Json;
        await driver.DoAsync("AnnounceLateFiles", 200, form);
        late["size"] = 6;
        await driver.DoAsync("AnnounceLateFiles", 409, form);
        await driver.Api.UploadAsync(announced, new Dictionary<string, byte[]> { ["more.txt"] = "more\n"u8.ToArray() });
        await driver.WaitAsync("ReadRecording", "sealed");
    }

    static async Task HoldAsync(ContractDriver driver)
    {
        await driver.DoAsync("PlaceHold", 200, new JsonObject { ["matter"] = "a claim" });
        await driver.DoAsync("PlaceHold", 409, new JsonObject { ["matter"] = "another claim" });
        await driver.DoAsync("ReleaseHold", 204);
        await MattersAsync(driver);
    }

    static async Task MattersAsync(ContractDriver driver)
    {
        var form = ApiContract.Find("PutHold").BodyExample!;
        await driver.DoAsync("ReadHold", 404);
        await driver.DoAsync("EndHold", 404);
        await driver.DoAsync("ListHeldRecordings", 404);
        await driver.DoAsync("PutHold", 202, form);
        await HasComeToAsync(driver, "standing");
        await driver.DoAsync("PutHold", 200, form);
        await driver.DoAsync("ListHolds", 200, null, ("state", "standing"), ("reviewDue", "false"));
        await driver.DoAsync("ListHolds", 400, null, ("state", "lost"));
        await driver.DoAsync("ListHeldRecordings", 200);
        await driver.DoAsync("EndHold", 202);
        await driver.DoAsync("PutHold", 409, form);
        await HasComeToAsync(driver, "released");
        await driver.DoAsync("EndHold", 200);
    }

    static Task HasComeToAsync(ContractDriver driver, string state) => Api.EventuallyAsync(
        async () => (await driver.DoAsync("ReadHold", 200)).Json["hold"]!["state"]!.GetValue<string>() == state, $"the matter is {state}");

    static async Task DecideAsync(ContractDriver driver)
    {
        await driver.DoAsync("DecideQuarantine", 409, Decision("release"));
        foreach (var (action, status) in ((string, int)[])[("release", 200), ("reprocess", 202)])
        {
            var sample = Sample.Note();
            sample.Ticket["files"]![0]!["sha256"] = new string('0', 64);
            var id = await driver.RecordAsync(sample, "quarantined");
            await driver.DoAsync("DecideQuarantine", status, Decision(action), ("recordingId", id));
        }
    }

    /// <summary>What is left of a recording that was erased.</summary>
    public static async Task EraseAsync(ContractDriver driver)
    {
        var person = new Person();
        var sample = person.Call();
        var erased = ("recordingId", await driver.RecordAsync(sample));
        var request = ("requestId", await driver.FileAsync("erasure", person.By("phone", "email"), decided: true));
        await driver.WaitAsync("ReadRequest", "awaitingAnswer", request);

        await driver.DoAsync("ReadRecording", 200, null, erased);
        await driver.DoAsync("AnnounceRecording", 410, sample.Ticket);
        await driver.DoAsync("DecideQuarantine", 410, Decision("destroy"), erased);
        foreach (var id in (string[])["AnnounceLateFiles", "ReadRecordingFile", "ReadRecordingFileHead", "ReadRecordingMetadata",
            "CorrectRecordingMetadata", "PlaceHold", "ReleaseHold", "ListPauseProposals", "DecidePauseProposal", "ListCorrections"])
        {
            await driver.DoAsync(id, 410, ApiContract.Find(id).BodyExample, erased, Purpose);
        }
    }

    static JsonObject Decision(string action) => new() { ["action"] = action, ["reason"] = "It is as it should be." };
}
