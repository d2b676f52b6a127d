using Compliance.Model;
using Compliance.Recordings;

namespace Compliance.Core.Tests.Recordings.State;

public sealed class RecordingTransitionsTests
{
    /// <summary>Rows: from; columns: operation; a letter: to (a, s, d for sealed, q, x, e for erasing, r for erased); a dot:
    /// refused.</summary>
    const string Approved = """
                         Reissue Announce Take Reexamine Seal Quarantine Expire Withdraw WithdrawToQuarantine Reprocess Destroy Release Correct Hold Restrict BeginErasure FinishErasure
        AwaitingUpload   a       a        s    .         .    .          x      d        q                    .         .       .       a       a    a        e            .
        Sealing          .       .        s    .         d    q          .      .        .                    .         .       .       s       s    s        e            .
        Sealed           .       a        .    s         .    .          .      .        .                    .         .       .       d       d    d        e            .
        Quarantined      .       a        .    .         .    .          .      .        .                    s         s       d       q       q    q        e            .
        Expired          a       .        .    .         .    .          .      .        .                    .         .       .       x       x    x        e            .
        Erasing          .       .        .    .         .    .          .      .        .                    .         .       .       .       .    .        .            r
        Erased           .       .        .    .         .    .          .      .        .                    .         .       .       .       .    .        .            .
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
                var allowed = RecordingTransitions.TryApply(from, operation, out var to);
                Assert.True(allowed == (letter != "."), $"{from} {operation}");
                Assert.True(!allowed || to == Letters[letter], $"{from} {operation} is {to}");
            }
        }
    }
}
