using Compliance.Model;
using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>One recording as a package's tables and page tell it.</summary>
/// <param name="Vcon">Path of its vCon.</param>
/// <param name="Custom">The tenant's own pairs; empty for portability: the person did not provide them.</param>
/// <param name="Redaction">Kept back when the package was looked at; null: nothing.</param>
/// <param name="Masked">Stretches silenced before it was kept, because they held card data.</param>
public sealed record PackageRecording(
    RecordingId RecordingId,
    string CallId,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    double? DurationSeconds,
    CallDirection? Direction,
    string? Language,
    string? Queue,
    IReadOnlyList<PackageParty> Parties,
    IReadOnlyList<Purpose> Purposes,
    DateTimeOffset DeleteAfter,
    IReadOnlyList<ExportedFile> Files,
    IReadOnlyList<PackageMask> Masked,
    string Vcon,
    IReadOnlyDictionary<string, string> Custom,
    PackageRedaction? Redaction = null)
{
    public override string ToString() => $"PackageRecording({RecordingId}, redacted)";
}

/// <summary>Somebody on the call; of others only what they were.</summary>
/// <param name="Who"><c>You</c>, <c>Agent</c>, <c>Another caller</c>, … .</param>
/// <param name="Channel">Of the sound, from 0, where it is known.</param>
public sealed record PackageParty(
    string Who,
    bool You,
    string? Name = null,
    string? Phone = null,
    string? Email = null,
    string? AccountId = null,
    DateOnly? DateOfBirth = null,
    int? Channel = null)
{
    public override string ToString() => $"PackageParty({Who}, redacted)";
}

/// <param name="Start">Seconds.</param>
public sealed record PackageMask(string File, double Start, double End);

/// <summary>A recording of the person that is not in the package.</summary>
/// <param name="Reason">A code of <see cref="Compliance.SubjectRequests.VerdictReasons"/>.</param>
/// <param name="Basis">The article, without <c>Art.</c>.</param>
/// <param name="Why">In words.</param>
public sealed record PackageOmission(RecordingId RecordingId, DateTimeOffset StartedAt, string Reason, string? Basis, string Why);
