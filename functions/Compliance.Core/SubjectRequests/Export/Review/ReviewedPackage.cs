using Compliance.Model;
using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary><c>GET …/package/review</c>: a package as whoever releases it needs to see it. Personal.</summary>
/// <param name="Article">That allows to keep something back.</param>
/// <param name="Redactions">All that is kept back, as a <c>PUT</c> would send it.</param>
/// <param name="NotIncluded">What the package says of recordings that are not in it.</param>
/// <param name="Items">A page of the recordings in it, newest first.</param>
/// <param name="Continuation">Opaque; null at the end.</param>
public sealed record ReviewedPackage(
    SubjectRequestId RequestId,
    SubjectRequestType Type,
    PackageStage State,
    int Revision,
    string Article,
    DateTimeOffset BuiltAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? ReleasedAt,
    IReadOnlyList<RecordingRedaction> Redactions,
    IReadOnlyList<PackageOmission> NotIncluded,
    IReadOnlyList<ReviewedRecording> Items,
    string? Continuation)
{
    public override string ToString() => $"ReviewedPackage({RequestId}, redacted)";
}

/// <param name="Masked">Silent since before it was kept: card data.</param>
/// <param name="Redaction">What is kept back of it, with the turns and stretches that follow from it; null: nothing.</param>
public sealed record ReviewedRecording(
    RecordingId RecordingId,
    DateTimeOffset StartedAt,
    double? DurationSeconds,
    IReadOnlyList<PackageParty> Parties,
    IReadOnlyList<Purpose> Purposes,
    IReadOnlyDictionary<string, string> Custom,
    IReadOnlyList<ReviewedFile> Files,
    IReadOnlyList<PackageMask> Masked,
    IReadOnlyList<ReviewedTurn> Turns,
    PackageRedaction? Redaction)
{
    public override string ToString() => $"ReviewedRecording({RecordingId}, redacted)";
}

/// <param name="Path">In the ZIP; null where it is left out.</param>
/// <param name="Channels">0 where it has none that can be told apart.</param>
/// <param name="Seconds">Of sound that could be read.</param>
/// <param name="SilencedChannels">Silent because others are on them.</param>
/// <param name="LeftOut">A code of <see cref="Compliance.SubjectRequests.LeftOutReason"/>, and <paramref name="Why"/> in words.</param>
/// <param name="Text">Of notes and keystrokes: how they begin, up to <see cref="ReviewText.Most"/> bytes.</param>
/// <param name="Cut">There is more of the text.</param>
public sealed record ReviewedFile(
    string Name,
    string ContentType,
    string? Path,
    long Size,
    int Channels,
    double? Seconds,
    IReadOnlyList<int> SilencedChannels,
    string? LeftOut,
    string? Why,
    string? Text,
    bool Cut)
{
    public override string ToString() => "ReviewedFile(redacted)";
}

/// <param name="Index">Counts through all transcripts of the recording: what <c>turns</c> of a redaction names.</param>
/// <param name="File">The transcript it stands in.</param>
/// <param name="Party">Index of the recording's parties; null where nobody can tell.</param>
/// <param name="Channel">Of the sound, where it is known.</param>
/// <param name="Text">As it is in the package now; null: the words are left out, for <paramref name="LeftOut"/>.</param>
public sealed record ReviewedTurn(
    int Index, string File, double? Start, double? End, int? Party, string Speaker, int? Channel, string? Text, string? LeftOut)
{
    public override string ToString() => $"ReviewedTurn({Index}, redacted)";
}
