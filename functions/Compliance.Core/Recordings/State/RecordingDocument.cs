using Compliance.Audit;
using Compliance.Model;
using Compliance.Pci;

namespace Compliance.Recordings;

/// <summary>
/// The state blob <c>state/recordings/{id}</c>: the recording's one linearisation point. Pseudonymous: no identity, no call id.
/// What readers rely on for content is in <see cref="Manifest"/>, authenticated by <see cref="ManifestMac"/>.
/// </summary>
public sealed record RecordingDocument : AuditedDocument
{
    /// <summary>Version of this layout.</summary>
    public int V { get; init; } = 1;

    public required RecordingState State { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The generation that readers see; 0 before the first seal.</summary>
    public int Generation { get; init; }

    /// <summary>Facts that lists filter by.</summary>
    public required RecordingFacts Facts { get; init; }

    /// <summary>The ordinal that the next announced file gets.</summary>
    public required int NextOrdinal { get; init; }

    /// <summary>Files announced and not yet sealed; null when nothing is awaited.</summary>
    public RecordingTicketState? Ticket { get; init; }

    /// <summary>The sealing under way; null otherwise.</summary>
    public SealingRunState? Run { get; init; }

    /// <summary>The serialised <see cref="RecordingManifest"/>, byte for byte as it was authenticated.</summary>
    public string? Manifest { get; init; }

    /// <summary>HMAC-SHA-256 over <see cref="Manifest"/> (UTF-8), base64; key: HKDF of the manifest's generation key.</summary>
    public string? ManifestMac { get; init; }

    /// <summary>The key generation that <see cref="ManifestMac"/> and the sealed metadata are under.</summary>
    public int KeyGeneration { get; init; } = 1;

    public QuarantineState? Quarantine { get; init; }

    /// <summary>The privacy team's last decision on a quarantine: made again, it has the same answer.</summary>
    public QuarantineAction? Decision { get; init; }

    public IReadOnlyList<HoldState> Holds { get; init; } = [];

    public RestrictionState? Restriction { get; init; }

    /// <summary>Holds that were released: they are not placed again under the same id.</summary>
    public IReadOnlyList<string> ReleasedHolds { get; init; } = [];

    /// <summary>The blind token of the call id, the same as in <c>state/calls/{token}</c>.</summary>
    public string? CallToken { get; init; }

    /// <summary>The erasure under way; null otherwise.</summary>
    public ErasureState? Erasure { get; init; }

    public DateTimeOffset? ErasedAt { get; init; }

    public string? Certificate { get; init; }

    /// <summary>Set by a restore where no key of the recording came back: nothing of it can be read any more. Null otherwise.</summary>
    public LostState? Lost { get; init; }

    /// <summary>What is left of a recording when every store is empty of it.</summary>
    /// <param name="change">The operation that erased it, for whoever wanted the same and comes too late to see it under way.</param>
    public static RecordingDocument Erased(DateTimeOffset at, string certificate, string? change) => new()
    {
        State = RecordingState.Erased,
        CreatedAt = at,
        NextOrdinal = 0,
        Facts = RecordingFacts.None,
        ErasedAt = at,
        Certificate = certificate,
        Changes = change is null ? [] : [change],
    };
}

/// <summary>What lists filter and sort by; opaque by the ticket's validation.</summary>
public sealed record RecordingFacts(
    DateTimeOffset StartedAt, double? DurationSeconds, string? Queue, CallDirection? Direction, string? Language)
{
    /// <summary>Of a recording that was erased: nothing.</summary>
    public static RecordingFacts None { get; } = new(DateTimeOffset.UnixEpoch, null, null, null, null);
}

/// <param name="Files">What is awaited, by ordinal.</param>
/// <param name="ExpiresAt">The ticket's limit.</param>
public sealed record RecordingTicketState(IReadOnlyList<AwaitedFile> Files, DateTimeOffset ExpiresAt);

/// <param name="Ordinal">Counts from 0 over the recording's life; the inbox blob's last name part.</param>
/// <param name="Size">Announced bytes.</param>
/// <param name="Sha256">Announced hash of the uploaded bytes, lowercase hex, or null.</param>
/// <param name="Encrypted">Uploaded in client-side-encryption format under the tenant's <c>seal</c> key.</param>
public sealed record AwaitedFile(int Ordinal, string Name, string ContentType, long Size, string? Sha256, bool Encrypted);

/// <summary>One sealing: what is read, fixed by ETag, and what it becomes.</summary>
/// <param name="Instance">The orchestration that runs it.</param>
/// <param name="Generation">What it writes.</param>
/// <param name="Attempt">Passes that were begun; 0 when a decision ordered it and none was.</param>
/// <param name="Sources">In the order of ordinals.</param>
/// <param name="Missing">Names of announced files that did not arrive.</param>
/// <param name="Reason">A quarantine reason that is already certain, or null.</param>
public sealed record SealingRunState(
    string Instance,
    int Generation,
    int Attempt,
    DateTimeOffset TakenAt,
    IReadOnlyList<SealingSource> Sources,
    IReadOnlyList<string> Missing,
    string? Reason);

/// <param name="ETag">The inbox blob's ETag at the time of taking; null when <paramref name="FromGeneration"/> names a sealed file.</param>
/// <param name="FromGeneration">The sealed generation it is read from; null for an inbox blob.</param>
/// <param name="ArrivedSize">Bytes as uploaded, or as sealed.</param>
public sealed record SealingSource(
    int Ordinal,
    string Name,
    string ContentType,
    long ArrivedSize,
    string? AnnouncedSha256,
    bool Encrypted,
    string? ETag,
    int? FromGeneration);

/// <param name="Reason">A code: <c>missingFiles</c>, <c>sizeMismatch</c>, <c>hashMismatch</c>, <c>changedAfterArrival</c>, … .</param>
public sealed record QuarantineState(
    string Reason, QuarantineClass Class, IReadOnlyList<string> Missing, DateTimeOffset Since, bool Destroyed);

public sealed record HoldState(string HoldId, string Matter, DateTimeOffset? ReviewAt, DateTimeOffset PlacedAt);

public sealed record RestrictionState(IReadOnlyList<string> Grounds, DateTimeOffset Since);

/// <summary>What an erasure was ordered with: whoever finds it half done finishes it by this.</summary>
/// <param name="Request">The rights request it is part of.</param>
/// <param name="Certificate">Where the proof will be.</param>
/// <param name="Principal">Whose entry the audit log has.</param>
public sealed record ErasureState(
    string Request, string Certificate, string Principal, string Origin, DateTimeOffset BegunAt);

/// <summary>What a restore found of a recording that it could not bring back.</summary>
/// <param name="Reason">One of <see cref="LostReason"/>.</param>
public sealed record LostState(DateTimeOffset At, string Reason);

/// <summary>Why a recording is lost.</summary>
public static class LostReason
{
    /// <summary>No backup had the key that it is sealed under now.</summary>
    public const string Key = "key";

    /// <summary>The state that came back is older than its key allows: what it was corrected or masked to since is not there.</summary>
    public const string RolledBack = "rolledBack";
}
