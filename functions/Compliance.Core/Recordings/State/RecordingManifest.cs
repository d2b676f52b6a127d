using System.Text.Json.Serialization;
using Compliance.Identities;
using Compliance.Notices;
using Compliance.Pci;
using Compliance.Sealing;

namespace Compliance.Recordings;

/// <summary>
/// The contents of a recording, bound to tenant, recording and generation. Nothing in it can be swapped, reordered, cut or moved
/// unnoticed, and <see cref="Sequence"/> only grows (the key ring remembers the lowest acceptable one).
/// </summary>
public sealed record RecordingManifest
{
    public int V { get; init; } = 1;

    public required string Tenant { get; init; }

    public required string RecordingId { get; init; }

    /// <summary>Grows by one with every change of this manifest.</summary>
    public required long Sequence { get; init; }

    /// <summary>Facts that access and lists depend on; the document's copy must be the same.</summary>
    public required RecordingFacts Facts { get; init; }

    /// <summary>0 before the first seal.</summary>
    public required int Generation { get; init; }

    /// <summary>HMAC over the canonical ticket (base64): distinguishes a repeated ticket from a different one.</summary>
    public required string TicketMac { get; init; }

    /// <summary>The sealed metadata (<see cref="SealedMetadata"/>), under the key of the document's key generation.</summary>
    public required string Metadata { get; init; }

    public IReadOnlyList<ManifestFile> Files { get; init; } = [];

    /// <summary>What the gate found in the files; null before the first seal.</summary>
    public PciReport? Pci { get; init; }

    /// <summary>Card data removed from the metadata before it was sealed, in the ticket and in every correction.</summary>
    public IReadOnlyList<PciFinding> MetadataFindings { get; init; } = [];

    /// <summary>The gate's result over files and metadata.</summary>
    [JsonIgnore]
    public PciReport? PciOfAll => Pci is null || MetadataFindings.Count == 0 ? Pci : Pci with
    {
        Outcome = Pci.Outcome is PciOutcome.Clean ? PciOutcome.Masked : Pci.Outcome,
        Findings = [.. Pci.Findings, .. MetadataFindings],
    };

    /// <summary>What the gate found, by examination and file: where it came from and what was done (PCI DSS 12.10.7).</summary>
    public IReadOnlyList<PciFind> Finds { get; init; } = [];

    public DateTimeOffset? SealedAt { get; init; }

    /// <summary>The <c>seal</c> version that wrapped the recording key at the time of sealing.</summary>
    public string? KeyVersion { get; init; }

    /// <summary>What ticket and rules came to when it was last written (<see cref="RetentionTable"/>).</summary>
    public required RetentionState Retention { get; init; }

    /// <summary>The end where neither a purpose nor a rule names one: the tenant's default when the call was announced.</summary>
    public DateTimeOffset? RetentionDefault { get; init; }

    /// <summary>
    /// Why it is kept, without notices and evidence. Requests are decided on these, so the sealed metadata stays closed. Whether one is
    /// still active is said by <see cref="PurposeStanding"/> alone.
    /// </summary>
    public IReadOnlyList<Purpose> Purposes { get; init; } = [];

    /// <summary>Purposes of the ticket that were left out, for want of consent.</summary>
    public IReadOnlyList<DroppedPurpose> DroppedPurposes { get; init; } = [];

    /// <summary>The notice that was played or shown, in the register of notices; null where the ticket named none.</summary>
    public GivenNotice? Notice { get; init; }

    /// <summary>Who is on the call, without names, in the order of the ticket.</summary>
    public IReadOnlyList<PartyFacts> Parties { get; init; } = [];

    /// <summary>When the metadata was last corrected (GDPR Art. 16); null if never.</summary>
    public DateTimeOffset? CorrectedAt { get; init; }

    /// <summary>The version of <see cref="IdentitySpellings"/> that <see cref="IndexEntries"/> are by.</summary>
    public int Spelling { get; init; } = 1;

    /// <summary>Names of this recording's blobs in the <c>index</c> container.</summary>
    public IReadOnlyList<string> IndexEntries { get; init; } = [];

    /// <summary>
    /// Names that corrections removed from <see cref="IndexEntries"/>; settlement removes any that a crash left behind.
    /// </summary>
    public IReadOnlyList<string> RetiredEntries { get; init; } = [];
}

/// <param name="Content">Size, SHA-256 and region tags as sealed, after masking.</param>
public sealed record ManifestFile(int Ordinal, string Name, string ContentType, SealedContent Content, IReadOnlyList<GateMask> Masked);


/// <summary>The gate's findings as the API shows them. Digits are counted, never stored.</summary>
/// <param name="Windows">The call's pauses that the gate knew of, declared and live; ignored ones are among the findings.</param>
public sealed record PciReport(
    PciOutcome Outcome, PciCoverage Coverage, IReadOnlyList<PciFinding> Findings, IReadOnlyList<GateWindow> Windows)
{
    /// <summary>The <see cref="PciGate.Version"/> that examined the files last; 0 if that was before versions.</summary>
    public int Gate { get; init; }

    /// <summary>When it did.</summary>
    public DateTimeOffset? ExaminedAt { get; init; }
}
