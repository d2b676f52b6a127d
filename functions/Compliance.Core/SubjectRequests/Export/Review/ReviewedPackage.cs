using Compliance.Model;
using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary><c>GET …/package/review</c>: the package as its reviewer needs to see it. Contains personal data.</summary>
/// <param name="Article">The article that allows withholding.</param>
/// <param name="Redactions">All redactions, as a <c>PUT</c> would send them.</param>
/// <param name="NotIncluded">What the package says about recordings that are not in it.</param>
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

/// <param name="Masked">Stretches silenced at sealing because they contained card data.</param>
/// <param name="Redaction">What is withheld of it, including the turns and stretches that follow from it; null if nothing.</param>
public sealed record ReviewedRecording(
    RecordingId RecordingId,
    DateTimeOffset StartedAt,
    double? DurationSeconds,
    IReadOnlyList<PackageParty> Parties,
    IReadOnlyList<PurposeStanding> Purposes,
    IReadOnlyDictionary<string, string> Custom,
    IReadOnlyList<ReviewedFile> Files,
    IReadOnlyList<PackageMask> Masked,
    IReadOnlyList<ReviewedTurn> Turns,
    PackageRedaction? Redaction)
{
    public override string ToString() => $"ReviewedRecording({RecordingId}, redacted)";
}

/// <param name="Path">Path in the ZIP; null if it is left out.</param>
/// <param name="Channels">0 if its channels cannot be told apart.</param>
/// <param name="Seconds">Length of readable audio.</param>
/// <param name="SilencedChannels">Channels silenced because other people are on them.</param>
/// <param name="LeftOut">A code of <see cref="Compliance.SubjectRequests.LeftOutReason"/>, and <paramref name="Why"/> in words.</param>
/// <param name="Text">The beginning of notes and keystrokes, up to <see cref="ReviewText.Most"/> bytes.</param>
/// <param name="Cut">Whether there is more text.</param>
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

/// <param name="Index">Counts across all transcripts of the recording; <c>turns</c> of a redaction refers to it.</param>
/// <param name="File">The transcript that contains it.</param>
/// <param name="Party">Index of the recording's party; null if unknown.</param>
/// <param name="Channel">Audio channel, if known.</param>
/// <param name="Text">The current text in the package; null if the words are left out, for <paramref name="LeftOut"/>.</param>
public sealed record ReviewedTurn(
    int Index, string File, double? Start, double? End, int? Party, string Speaker, int? Channel, string? Text, string? LeftOut)
{
    public override string ToString() => $"ReviewedTurn({Index}, redacted)";
}
