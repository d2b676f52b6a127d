using Compliance.Pci;
using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>
/// Removes events in silenced stretches from a keystroke file, one event per line. Keystrokes have no channel, so every stretch applies.
/// The gate that examined them knows the names that recorders give to times.
/// </summary>
sealed class KeystrokeLines(IReadOnlyList<RedactedStretch> stretches, double? seconds)
{
    const int MaxLineBytes = 8 * 1024 * 1024;

    readonly JsonPieceReader reader = new();

    /// <summary>Reads the file once: every line must have a time, or nothing tells what to remove.</summary>
    public async Task<bool> CanTellAsync(Stream clear, CancellationToken cancellationToken)
    {
        var lines = new LineReader(clear, MaxLineBytes);
        while (await lines.NextAsync(cancellationToken) is { } line)
        {
            if (line.TooLong || (!line.Bytes.IsEmpty && (reader.Read(line.Bytes.Span) is not { } pieces || !pieces.Any(IsTimed))))
            {
                return false;
            }
        }

        reader.Judge(seconds);
        return true;
    }

    /// <summary>Writes the remaining lines; call <see cref="CanTellAsync"/> first.</summary>
    public async Task WriteAsync(Stream clear, Stream target, CancellationToken cancellationToken)
    {
        var lines = new LineReader(clear, MaxLineBytes);
        while (await lines.NextAsync(cancellationToken) is { } line)
        {
            if (line.Bytes.IsEmpty || !reader.Read(line.Bytes.Span)!.Any(IsSilenced))
            {
                await target.WriteAsync(line.Bytes, cancellationToken);
                await target.WriteAsync("\n"u8.ToArray(), cancellationToken);
            }
        }
    }

    static bool IsTimed(JsonPiece piece) => !double.IsNaN(piece.Start);

    bool IsSilenced(JsonPiece piece) => IsTimed(piece) && stretches.Any(
        x => piece.End > piece.Start ? piece.Start < x.End && piece.End > x.Start : piece.Start >= x.Start && piece.Start <= x.End);
}
