using Compliance.Model;
using Compliance.Recordings;

namespace Compliance.Core.Tests.Recordings.State;

public sealed class RecordingTransitionsTests
{
    /// <summary>Rows: from; columns: operation; a letter: to (a, s, d for sealed, q, x, e for erasing, r for erased); a dot:
    /// refused.</summary>
    const string Approved = """
                         Reissue Announce Take Reexamine Rescan Seal Quarantine Expire Withdraw WithdrawToQuarantine Reprocess Destroy Release Correct CorrectTranscript EraseParty EndMedium Hold Restrict BeginErasure EraseRefused FinishErasure ExpirePackage
        AwaitingUpload   a       a        s    .         .      .    .          x      d        q                    .         .       .       a       .                 .          .         a    a        e            e            .             a
        Sealing          .       .        s    .         .      d    q          .      .        .                    .         .       .       s       .                 .          .         s    s        e            e            .             s
        Sealed           .       a        .    s         s      .    .          .      .        .                    .         .       .       d       s                 s          s         d    d        e            .            .             d
        Quarantined      .       a        .    .         s      .    .          .      .        .                    s         s       d       q       .                 .          .         q    q        e            .            .             q
        Expired          a       .        .    .         .      .    .          .      .        .                    .         .       .       x       .                 .          .         x    x        e            e            .             x
        Erasing          .       .        .    .         .      .    .          .      .        .                    .         .       .       .       .                 .          .         .    .        .            .            r             e
        Erased           .       .        .    .         .      .    .          .      .        .                    .         .       .       .       .                 .          .         .    .        .            .            .             r
        """;

    static readonly Dictionary<string, RecordingState> Letters = new(StringComparer.Ordinal)
    {
        ["a"] = RecordingState.AwaitingUpload,
        ["s"] = RecordingState.Sealing,
        ["d"] = RecordingState.Sealed,
        ["q"] = RecordingState.Quarantined,
        ["x"] = RecordingState.Expired,
        ["e"] = RecordingState.Erasing,
        ["r"] = RecordingState.Erased,
    };

    /// <summary>What a standing hold does: a dot where nothing is destroyed, k where the superseded generation is kept, r where it is
    /// refused.</summary>
    const string ApprovedUnderHold = """
        Reissue Announce Take Reexamine Rescan Seal Quarantine Expire Withdraw WithdrawToQuarantine Reprocess Destroy Release Correct CorrectTranscript EraseParty EndMedium Hold Restrict BeginErasure EraseRefused FinishErasure ExpirePackage
        .       .        .    r         .      k    k          .      .        .                    .         r       .       .       .                 r          r         .    .        r            .            .             r
        """;

    [Fact]
    public void UnderHold_EveryOperation_IsTheApprovedColumn()
    {
        var lines = ApprovedUnderHold.Split('\n').Select(
            x => x.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToList();
        Assert.Equal(Enum.GetNames<RecordingOperation>(), lines[0]);
        foreach (var (operation, letter) in Enum.GetValues<RecordingOperation>().Zip(lines[1]))
        {
            var effect = RecordingTransitions.UnderHold(operation);
            Assert.True(letter == effect switch { HoldEffect.Refuses => "r", HoldEffect.KeepsSuperseded => "k", _ => "." }, $"{operation}");
            foreach (var from in Enum.GetValues<RecordingState>())
            {
                var free = RecordingTransitions.TryApply(from, operation, held: false, out var to);
                var held = RecordingTransitions.TryApply(from, operation, held: true, out var heldTo);
                Assert.True(held == (free && effect is not HoldEffect.Refuses), $"{from} {operation}");
                Assert.True(!held || heldTo == to, $"{from} {operation} under hold is {heldTo}");
            }
        }
    }

    [Fact]
    public void TryApply_EveryStateAndOperation_IsTheApprovedTable()
    {
        var lines = Approved.Split('\n').Select(
            x => x.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToList();
        Assert.Equal(Enum.GetNames<RecordingOperation>(), lines[0]);
        Assert.Equal(Enum.GetNames<RecordingState>(), lines.Skip(1).Select(x => x[0]));
        foreach (var row in lines.Skip(1))
        {
            var from = Enum.Parse<RecordingState>(row[0]);
            foreach (var (operation, letter) in Enum.GetValues<RecordingOperation>().Zip(row.Skip(1)))
            {
                var allowed = RecordingTransitions.TryApply(from, operation, held: false, out var to);
                Assert.True(allowed == (letter != "."), $"{from} {operation}");
                Assert.True(!allowed || to == Letters[letter], $"{from} {operation} is {to}");
            }
        }
    }
}
