using Compliance.Model;
using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>One file of a recording in a copy.</summary>
/// <param name="Name">The announced name.</param>
/// <param name="Path">Path in the package, with <c>/</c>; null if the file was left out.</param>
/// <param name="ReadAs">Path of the version for people, if <paramref name="Path"/> is for machines.</param>
/// <param name="Size">Size in the package, in bytes.</param>
/// <param name="Sha256">Lowercase hex, of the content in the package.</param>
/// <param name="Sha512">The hash as vCons write it; null for files that they do not reference.</param>
/// <param name="Channels">The channels of readable media; otherwise 0.</param>
/// <param name="Silenced">Channels that are silent in the copy.</param>
/// <param name="Seconds">Length of readable audio.</param>
/// <param name="Turns">The turns of a readable transcript, whether it is included or not.</param>
/// <param name="LeftOut">One of <see cref="LeftOutReason"/>.</param>
public sealed record ExportedFile(
    int Ordinal,
    string Name,
    string ContentType,
    FileContent Kind,
    string? Path,
    string? ReadAs = null,
    long Size = 0,
    string? Sha256 = null,
    string? Sha512 = null,
    int Channels = 0,
    IReadOnlyList<int>? Silenced = null,
    string? LeftOut = null,
    double? Seconds = null,
    int Turns = 0);

/// <summary>One call as a copy presents it.</summary>
/// <param name="Generation">The generation of the recording's files.</param>
/// <param name="Purposes">The purposes that the copy covers.</param>
/// <param name="Turns">The turns of its transcripts, by the file's ordinal.</param>
/// <param name="Redacted">Whether the review redacted anything.</param>
sealed record ExportedCall(
    RecordingId RecordingId,
    int Generation,
    RecordingTicket Call,
    CallPeople People,
    IReadOnlyList<PurposeStanding> Purposes,
    IReadOnlyList<ExportedFile> Files,
    IReadOnlyDictionary<int, IReadOnlyList<CallTurn>> Turns,
    bool Redacted = false)
{
    /// <summary>What was answered in the call about its purposes.</summary>
    public IReadOnlyList<CallConsent> Consents { get; init; } = [];

    public override string ToString() => $"ExportedCall({RecordingId}, redacted)";
}
