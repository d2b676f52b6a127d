using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Attacks;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Contract;

/// <summary>Pauses that are signalled too late, and what a handler makes of them.</summary>
static class PauseProposalSteps
{
    static readonly DateTimeOffset Long = new(2026, 3, 2, 14, 12, 0, TimeSpan.Zero);

    public static async Task RunAsync(ContractDriver driver)
    {
        var call = ToneCall.Of(Long);
        var of = ("recordingId", await driver.RecordAsync(call));
        await SilenceAsync(driver, call, from: 1, to: 3);
        await DecideAsync(driver, of, 1, "reject", 200);
        await SilenceAsync(driver, call, from: 4, to: 7);
        await driver.DoAsync("DecidePauseProposal", 409, Form(2, "confirm", "seen long ago"), of);
        await driver.DoAsync("DecidePauseProposal", 404, Form(3, "reject", null), of);
        await DecideAsync(driver, of, 2, "confirm", 202);
        await driver.WaitAsync("ReadRecording", "sealed", of);
    }

    static async Task DecideAsync(ContractDriver driver, (string, string) of, int number, string action, int status)
    {
        var items = (await driver.DoAsync("ListPauseProposals", 200, null, of)).Json["items"]!.AsArray();
        Assert.Equal(number, items.Count);
        var tag = items[^1]!["preview"]!["tag"]!.GetValue<string>();
        await driver.DoAsync("DecidePauseProposal", status, Form(number, action, tag), of);
    }

    static async Task SilenceAsync(ContractDriver driver, Sample call, double from, double to)
    {
        var (now, of) = (TimeProvider.System.GetUtcNow(), ("callId", call.CallId));
        await driver.DoAsync("PauseCall", 200, At(from), of);
        await driver.DoAsync("ResumeCall", 200, At(to), of);
        var end = At(ToneCall.Seconds);
        end["startedAt"] = now.ToString("O");
        await driver.DoAsync("EndCall", 200, end, of);

        JsonObject At(double seconds) => new() { ["at"] = now.AddSeconds(seconds).ToString("O") };
    }

    static JsonObject Form(int number, string action, string? preview) =>
        new() { ["number"] = number, ["action"] = action, ["preview"] = preview };
}
