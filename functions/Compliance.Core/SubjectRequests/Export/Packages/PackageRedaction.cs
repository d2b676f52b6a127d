using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>What the review redacted in a recording, as the package states it.</summary>
/// <param name="Article">Without <c>Art.</c>: <c>15(4)</c> or <c>20(4)</c>.</param>
/// <param name="Stretches">Silenced stretches of the audio.</param>
/// <param name="Turns">Turns without words in the transcripts, numbered across all of them.</param>
/// <param name="Files">Files left out as a whole.</param>
/// <param name="Custom">Keys of custom pairs that are left out.</param>
/// <param name="Reason">In words.</param>
public sealed record PackageRedaction(
    string Article,
    IReadOnlyList<RedactedStretch> Stretches,
    IReadOnlyList<int> Turns,
    IReadOnlyList<string> Files,
    IReadOnlyList<string> Custom,
    string Reason)
{
    /// <param name="seconds">Length of the recording, if known.</param>
    internal static PackageRedaction Of(RecordingRedaction redaction, string article, SilencedTurns turns, double? seconds)
    {
        var all = turns.Turns.OrderBy(x => x.Key).SelectMany(x => x.Value);
        return new PackageRedaction(
            article,
            [.. turns.Stretches.Select(x => x with { End = Math.Min(x.End, seconds ?? x.End) }).OrderBy(x => x.Start).ThenBy(x => x.End)],
            [.. all.Index().Where(x => x.Item.LeftOut == CallTurn.Silenced).Select(x => x.Index)],
            redaction.Files,
            redaction.Custom,
            redaction.Reason);
    }

    public override string ToString() => "PackageRedaction(redacted)";
}
