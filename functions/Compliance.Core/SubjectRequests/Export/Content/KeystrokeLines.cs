using Compliance.Pci;

namespace Compliance.SubjectRequests;

/// <summary>
/// Takes events that lie in silenced stretches out of keystrokes, one a line. They are of no channel: every stretch reaches them. What
/// recorders call times is known to the gate that examined them.
/// </summary>
sealed class KeystrokeLines(IReadOnlyList<RedactedStretch> stretches, double? seconds)
{
    const int MaxLineBytes = 8 * 1024 * 1024;

    readonly JsonPieceReader reader = new();

    /// <summary>Reads all once: every line must say when it was, or nobody knows what to take out.</summary>
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

    /// <summary>Writes the lines that stay; after <see cref="CanTellAsync"/>.</summary>
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
