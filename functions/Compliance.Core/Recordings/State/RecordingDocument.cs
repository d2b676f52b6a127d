using System.Text.Json.Serialization;
using Compliance.Audit;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Settings;

namespace Compliance.Recordings;

/// <summary>
/// The state blob <c>state/recordings/{id}</c>: the recording's single linearisation point. Pseudonymous: no identity, no call id.
/// The content that readers rely on is in <see cref="Manifest"/>, authenticated by <see cref="ManifestMac"/>.
/// </summary>
public sealed record RecordingDocument : AuditedDocument
{
    /// <summary>Version of this layout.</summary>
    public int V { get; init; } = 1;

    /// <summary>
    /// Grows by one with every write of this blob, from 1. Log entries of announced changes have it too, so a state that was put back is
    /// found.
    /// </summary>
    public long Sequence { get; init; }

    public required RecordingState State { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The generation that readers see; 0 before the first seal.</summary>
    public int Generation { get; init; }

    /// <summary>Facts that lists filter by.</summary>
    public required RecordingFacts Facts { get; init; }

    /// <summary>The ordinal of the next announced file.</summary>
    public required int NextOrdinal { get; init; }

    /// <summary>Files announced but not yet sealed; null if none is awaited.</summary>
    public RecordingTicketState? Ticket { get; init; }

    /// <summary>The sealing in progress, or null.</summary>
    public SealingRunState? Run { get; init; }

    /// <summary>The serialised <see cref="RecordingManifest"/>, byte for byte as authenticated.</summary>
    public string? Manifest { get; init; }

    /// <summary>HMAC-SHA-256 over <see cref="Manifest"/> (UTF-8), base64. The key is HKDF of the manifest's generation key.</summary>
    public string? ManifestMac { get; init; }

    /// <summary>The key generation of <see cref="ManifestMac"/> and of the sealed metadata.</summary>
    public int KeyGeneration { get; init; } = 1;

    public QuarantineState? Quarantine { get; init; }

    /// <summary>The privacy team's last decision on a quarantine; repeating it returns the same answer.</summary>
    public QuarantineAction? Decision { get; init; }

    public IReadOnlyList<HoldState> Holds { get; init; } = [];

    /// <summary>A legal hold stands.</summary>
    [JsonIgnore]
    public bool IsHeld => Holds.Count > 0;

    /// <summary>
    /// The oldest generation that a hold keeps although it was superseded; null where nothing is kept. Its key and files are destroyed when
    /// the last hold is released.
    /// </summary>
    public int? HeldGeneration { get; init; }

    /// <summary>What subject requests restrict (GDPR Art. 18).</summary>
    public IReadOnlyList<StandingRestriction> Restrictions { get; init; } = [];

    /// <summary>The restriction as a whole; null if there is none.</summary>
    [JsonIgnore]
    public RestrictionState? Restriction => StateOf(Restrictions);

    /// <summary>As it would be without that request.</summary>
    public RestrictionState? RestrictionWithout(SubjectRequestId request) => StateOf([.. Restrictions.Where(x => x.Request != request)]);

    static RestrictionState? StateOf(IReadOnlyList<StandingRestriction> restrictions) => restrictions.Count == 0
        ? null
        : new([.. restrictions.Select(x => x.Ground).Distinct(StringComparer.Ordinal)], restrictions.Min(x => x.Since));

    /// <summary>Purposes that subject requests stopped; see <see cref="PurposeStanding"/>.</summary>
    public IReadOnlyList<PurposeStop> Stops { get; init; } = [];

    /// <summary>A hold or a restriction came while media were being taken out whose retention had ended: they stay.</summary>
    [JsonIgnore]
    public bool KeepsEndingMedia => Run is { Ending.Count: > 0 } && (IsHeld || Restriction is not null);

    /// <summary>Requests that stop automated decisions (GDPR Art. 22).</summary>
    public IReadOnlyList<AutomatedDecisionStop> AutomatedDecisionStops { get; init; } = [];

    /// <summary>Ids of released holds; they cannot be used again.</summary>
    public IReadOnlyList<string> ReleasedHolds { get; init; } = [];

    /// <summary>The blind token of the call id, as in <c>state/calls/{token}</c>.</summary>
    public string? CallToken { get; init; }

    /// <summary>The erasure in progress, or null.</summary>
    public ErasureState? Erasure { get; init; }

    public DateTimeOffset? ErasedAt { get; init; }

    public string? Certificate { get; init; }

    /// <summary>Set by a restore that found no key for the recording, which can therefore never be read again; null otherwise.</summary>
    public LostState? Lost { get; init; }

    /// <summary>The <see cref="Sequence"/> with which each of <see cref="AuditedDocument.Changes"/> was made, in the same order.</summary>
    public IReadOnlyList<long> ChangedAt { get; init; } = [];

    /// <summary>The operation with the sequence at which it was made, if it was.</summary>
    public override PendingAudit AsMade(PendingAudit operation) =>
        Changes.Index().FirstOrDefault(x => x.Item == operation.Change) is (var at, not null) && at < ChangedAt.Count
            ? operation with { Sequence = ChangedAt[at] }
            : operation;

    /// <summary>The document as the write after <paramref name="read"/>.</summary>
    internal RecordingDocument After(RecordingDocument? read)
    {
        var sequence = (read?.Sequence ?? 0) + 1;
        var isChange = Changes.Count > 0 && Changes[0] != (read?.Changes is [var last, ..] ? last : null);
        IEnumerable<long> known = read?.ChangedAt ?? [];
        return this with { Sequence = sequence, ChangedAt = [.. (isChange ? known.Prepend(sequence) : known).Take(Changes.Count)] };
    }

    /// <summary>What remains of a recording when every store is empty of it.</summary>
    /// <param name="change">The operation that erased it, for a later caller who wants the same and no longer sees it in progress.</param>
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

/// <summary>Facts that lists filter and sort by; the ticket's validation keeps them opaque.</summary>
public sealed record RecordingFacts(
    DateTimeOffset StartedAt, double? DurationSeconds, string? Queue, CallDirection? Direction, string? Language)
{
    public string? Category { get; init; }

    /// <summary>The empty facts of an erased recording.</summary>
    public static RecordingFacts None { get; } = new(DateTimeOffset.UnixEpoch, null, null, null, null);
}

/// <param name="Files">The awaited files, by ordinal.</param>
/// <param name="ExpiresAt">The ticket's limit.</param>
public sealed record RecordingTicketState(IReadOnlyList<AwaitedFile> Files, DateTimeOffset ExpiresAt);

/// <param name="Ordinal">Counts from 0 over the recording's life; the last part of the inbox blob's name.</param>
/// <param name="Size">Announced size in bytes.</param>
/// <param name="HashMac">The announced hash of the uploaded bytes as <see cref="AnnouncedHash"/>, or null.</param>
/// <param name="Encrypted">Uploaded in client-side-encryption format under the tenant's <c>seal</c> key.</param>
public sealed record AwaitedFile(int Ordinal, string Name, string ContentType, long Size, string? HashMac, bool Encrypted);

/// <summary>One sealing: its sources, fixed by ETag, and its result.</summary>
/// <param name="Instance">The orchestration that runs it.</param>
/// <param name="Generation">The generation it writes.</param>
/// <param name="Attempt">The number of passes started; 0 if a decision ordered it and none has started.</param>
/// <param name="Sources">The sources, by ordinal.</param>
/// <param name="Missing">Names of announced files that did not arrive.</param>
/// <param name="Reason">A quarantine reason that is already certain, or null.</param>
public sealed record SealingRunState(
    string Instance,
    int Generation,
    int Attempt,
    DateTimeOffset TakenAt,
    IReadOnlyList<SealingSource> Sources,
    IReadOnlyList<string> Missing,
    string? Reason)
{
    /// <summary>Ordered by a rescan, so the metadata is examined again too.</summary>
    public bool IsRescan { get; init; }

    /// <summary>What it erases of whom; null if it erases nobody.</summary>
    public PartyErasureRun? Erases { get; init; }

    /// <summary>
    /// Media whose retention has ended: the new generation is without them, and what stays keeps what its gate said of it. Empty for every
    /// other sealing.
    /// </summary>
    public IReadOnlyList<RetentionMedium> Ending { get; init; } = [];
}

/// <summary>The erasure of one party that a sealing carries out.</summary>
/// <param name="Parties">Indices; one person may be several parties of a call.</param>
/// <param name="Turns">Earlier corrections of the person's turns; their values go too.</param>
/// <param name="Own">Requests of the person; values that they corrected go too.</param>
public sealed record PartyErasureRun(
    SubjectRequestId Request,
    IReadOnlyList<int> Parties,
    ErasedPart Part,
    IReadOnlyList<SubjectRequestId> Own,
    IReadOnlyList<TranscriptTurn> Turns);

/// <param name="Ordinal">The transcript's.</param>
/// <param name="Turn">From 0.</param>
public sealed record TranscriptTurn(int Ordinal, int Turn);

/// <param name="ETag">The inbox blob's ETag when it was taken; null when <paramref name="FromGeneration"/> names a sealed file.</param>
/// <param name="FromGeneration">The sealed generation to read it from; null for an inbox blob.</param>
/// <param name="ArrivedSize">Size in bytes as uploaded, or as sealed.</param>
public sealed record SealingSource(
    int Ordinal,
    string Name,
    string ContentType,
    long ArrivedSize,
    string? HashMac,
    bool Encrypted,
    string? ETag,
    int? FromGeneration);

/// <param name="Reason">A code: <c>missingFiles</c>, <c>sizeMismatch</c>, <c>hashMismatch</c>, <c>changedAfterArrival</c>, …</param>
public sealed record QuarantineState(
    string Reason, QuarantineClass Class, IReadOnlyList<string> Missing, DateTimeOffset Since, bool Destroyed);

/// <param name="Matter">The tenant's reference of the claim or case.</param>
public sealed record HoldState(string HoldId, string Matter, DateTimeOffset? ReviewAt, DateTimeOffset PlacedAt)
{
    /// <summary>Pseudonyms of those who alone read for the matter; empty if it names nobody.</summary>
    public IReadOnlyList<string> People { get; init; } = [];

    /// <summary>The matter's revision when it was placed; only a later one of the matter releases it.</summary>
    public int Revision { get; init; }
}

/// <param name="Ground">An article without <c>Art.</c>: <c>18(1)(b)</c>.</param>
/// <param name="Request">The request that imposed it.</param>
public sealed record StandingRestriction(string Ground, SubjectRequestId Request, DateTimeOffset Since);

public sealed record RestrictionState(IReadOnlyList<string> Grounds, DateTimeOffset Since);

/// <summary>The order behind an erasure; whichever process finds the erasure half done finishes it from this.</summary>
/// <param name="Request">The subject request it is part of.</param>
/// <param name="Certificate">The address of its certificate.</param>
/// <param name="Principal">The principal in the audit log's entry.</param>
public sealed record ErasureState(
    string Request, string Certificate, string Principal, string Origin, DateTimeOffset BegunAt);
