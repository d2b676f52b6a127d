using Compliance.EndToEnd.Tests.Harness;
using FsCheck.Fluent;

namespace Compliance.EndToEnd.Tests.Purposes;

/// <summary>
/// Whatever is filed, verified, doubted, decided, told, cancelled, lifted, held, released, corrected and erased, in whatever order: after
/// each step letters, the views of requests, their previews, the recordings' views and metadata, playback of each purpose, searches and a fresh
/// package agree.
/// </summary>
public sealed class PurposeProperties(SharedHost host)
{
    static readonly string[] Filings =
    [
        "file withdrawal -", "file withdrawal 7(3)", "file erasure 17(1)(b)", "file erasure -", "file objection -", "file objection 21(1)",
        "file objection 21(2)", "file restriction -", "file restriction 18(1)(a)", "file restriction 18(1)(b)", "file rectification -",
        "file rectification -",
    ];

    static readonly string[] Moves =
    [
        "verify", "verify", "doubt", "approve", "approve", "refuse", "tell", "tell", "cancel", "lift", "hold", "release", "correct",
        "correct", "erase",
    ];

    [Theory]
    [InlineData(3, 8)]
    [SoakData(40, 24)]
    public async Task After_each_step_everything_agrees(int histories, int steps)
    {
        var step = Gen.Zip(Gen.OneOf(Gen.Elements(Filings), Gen.Elements(Moves), Gen.Elements(Moves)), Gen.Choose(0, 5));
        foreach (var moves in Gen.ArrayOf(step, steps).Sample(steps, histories))
        {
            var history = await PurposeHistory.BeginAsync(host.Api);
            var agreement = new PurposeAgreement(host.Api, history);
            foreach (var (name, of) in moves.Prepend((Filings[moves[0].Item2], 0)))
            {
                await history.StepAsync(name, of);
                await agreement.AgreesAsync();
            }
        }
    }
}
