using Compliance.EndToEnd.Tests.Harness;
using FsCheck.Fluent;

namespace Compliance.EndToEnd.Tests.Purposes;

/// <summary>
/// Whatever is filed, verified, doubted, decided, told, cancelled, lifted, held and released, in whatever order: after each step the views
/// of requests, their previews, the recording's view and metadata, playback of each purpose and search by purpose agree.
/// </summary>
public sealed class PurposeProperties(SharedHost host)
{
    const int Histories = 12;
    const int Steps = 14;

    static readonly string[] Filings =
    [
        "file withdrawal -", "file withdrawal 7(3)", "file erasure 17(1)(b)", "file erasure -", "file objection -", "file objection 21(1)",
        "file objection 21(2)", "file restriction -", "file restriction 18(1)(a)", "file restriction 18(1)(b)", "file rectification -",
    ];

    static readonly string[] Moves = ["verify", "verify", "doubt", "approve", "refuse", "tell", "tell", "cancel", "lift", "hold", "release"];

    [Fact]
    public async Task After_each_step_everything_agrees()
    {
        var step = Gen.Zip(Gen.OneOf(Gen.Elements(Filings), Gen.Elements(Moves), Gen.Elements(Moves)), Gen.Choose(0, 5));
        foreach (var steps in Gen.ArrayOf(step, Steps).Sample(Steps, Histories))
        {
            var history = await PurposeHistory.BeginAsync(host.Api);
            foreach (var (name, of) in steps.Prepend((Filings[steps[0].Item2], 0)))
            {
                await history.StepAsync(name, of);
                await history.AgreesAsync();
            }
        }
    }
}
