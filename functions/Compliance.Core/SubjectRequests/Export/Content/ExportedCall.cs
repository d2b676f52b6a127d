using Compliance.Model;
using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>One file of a recording in a copy.</summary>
/// <param name="Name">As it was announced.</param>
/// <param name="Path">In the package, with <c>/</c>; null where it was left out.</param>
/// <param name="ReadAs">The same for a person to read, where <paramref name="Path"/> is for machines.</param>
/// <param name="Size">Bytes in the package.</param>
/// <param name="Sha256">Lowercase hex, of what is in the package.</param>
/// <param name="Sha512">The same hash as vCons write it; null for what they don't name.</param>
/// <param name="Channels">Of media that could be read; 0 otherwise.</param>
/// <param name="Silenced">Channels that are silent in the copy.</param>
/// <param name="Seconds">Of sound that could be read.</param>
/// <param name="Turns">Of a transcript that could be read, whether it is included or not.</param>
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

/// <summary>One call as a copy tells it.</summary>
/// <param name="Generation">Of the recording's files.</param>
/// <param name="Purposes">Those that the copy is about.</param>
/// <param name="Turns">Of its transcripts, by the file's ordinal.</param>
/// <param name="Redacted">Something was kept back when the package was looked at.</param>
sealed record ExportedCall(
    RecordingId RecordingId,
    int Generation,
    RecordingTicket Call,
    CallPeople People,
    IReadOnlyList<Purpose> Purposes,
    IReadOnlyList<ExportedFile> Files,
    IReadOnlyDictionary<int, IReadOnlyList<CallTurn>> Turns,
    bool Redacted = false)
{
    public override string ToString() => $"ExportedCall({RecordingId}, redacted)";
}
