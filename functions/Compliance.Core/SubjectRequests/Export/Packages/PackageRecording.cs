using System.Text.Json.Serialization;
using Compliance.Model;
using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>One recording as the package's tables and page present it.</summary>
/// <param name="Vcon">Path of its vCon.</param>
/// <param name="Custom">The tenant's custom pairs; empty for portability, because the person did not provide them.</param>
/// <param name="Redaction">What the review redacted; null if nothing.</param>
/// <param name="Statements">Supplementary statements of the person (GDPR Art. 16); null where another may have made them.</param>
/// <param name="Masked">Stretches silenced at sealing because they contained card data.</param>
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
    IReadOnlyList<PurposeStanding> Purposes,
    DateTimeOffset DeleteAfter,
    IReadOnlyList<ExportedFile> Files,
    IReadOnlyList<PackageMask> Masked,
    string Vcon,
    IReadOnlyDictionary<string, string> Custom,
    PackageRedaction? Redaction = null,
    IReadOnlyList<SupplementaryStatement>? Statements = null)
{
    public string? Category { get; init; }

    /// <summary>Those that it is still used for.</summary>
    [JsonIgnore]
    public IEnumerable<PurposeStanding> ActivePurposes => Purposes.Where(x => x.State is PurposeState.Active);

    public override string ToString() => $"PackageRecording({RecordingId}, redacted)";
}

/// <summary>A person on the call; for others than the data subject, only the role.</summary>
/// <param name="Who"><c>You</c>, <c>Agent</c>, <c>Another caller</c>, … .</param>
/// <param name="Channel">Audio channel, from 0, if known.</param>
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

/// <summary>One of the person's recordings that is not in the package.</summary>
/// <param name="Reason">A code of <see cref="Compliance.SubjectRequests.VerdictReasons"/>.</param>
/// <param name="Basis">The article, without <c>Art.</c>.</param>
/// <param name="Why">In words.</param>
public sealed record PackageOmission(RecordingId RecordingId, DateTimeOffset StartedAt, string Reason, string? Basis, string Why);
