using System.Text.Json.Serialization;
using Compliance.Pci;
using Compliance.Sealing;

namespace Compliance.Recordings;

/// <summary>
/// What a recording consists of. Bound to tenant, recording and generation; nothing in it can be swapped, reordered, cut or moved
/// unnoticed, and <see cref="Sequence"/> only grows (the key ring remembers the least acceptable one).
/// </summary>
public sealed record RecordingManifest
{
    public int V { get; init; } = 1;

    public required string Tenant { get; init; }

    public required string RecordingId { get; init; }

    /// <summary>Grows by one with every change of this manifest.</summary>
    public required long Sequence { get; init; }

    /// <summary>What access and lists go by: the document's copy has to be the same.</summary>
    public required RecordingFacts Facts { get; init; }

    /// <summary>0 before the first seal.</summary>
    public required int Generation { get; init; }

    /// <summary>HMAC over the canonical ticket (base64): tells a repeated ticket from a different one.</summary>
    public required string TicketMac { get; init; }

    /// <summary>The sealed metadata (<see cref="SealedMetadata"/>), under the key of the document's key generation.</summary>
    public required string Metadata { get; init; }

    public IReadOnlyList<ManifestFile> Files { get; init; } = [];

    /// <summary>What the gate found in the files; null before the first seal.</summary>
    public PciReport? Pci { get; init; }

    /// <summary>Card data that was taken out of the metadata before it was sealed: the ticket's and every correction's.</summary>
    public IReadOnlyList<PciFinding> MetadataFindings { get; init; } = [];

    /// <summary>What the gate came to over files and metadata.</summary>
    [JsonIgnore]
    public PciReport? PciOfAll => Pci is null || MetadataFindings.Count == 0 ? Pci : Pci with
    {
        Outcome = Pci.Outcome is PciOutcome.Clean ? PciOutcome.Masked : Pci.Outcome,
        Findings = [.. Pci.Findings, .. MetadataFindings],
    };

    public DateTimeOffset? SealedAt { get; init; }

    /// <summary><c>seal</c> version that the recording key was wrapped under when it was sealed.</summary>
    public string? KeyVersion { get; init; }

    public required RetentionState Retention { get; init; }

    /// <summary>Why it is kept, without notices and evidence: rights are decided by these, and the sealed metadata stays closed.</summary>
    public IReadOnlyList<Purpose> Purposes { get; init; } = [];

    /// <summary>When the metadata was corrected last (GDPR Art. 16); null when it never was.</summary>
    public DateTimeOffset? CorrectedAt { get; init; }

    /// <summary>Names of this recording's blobs in the <c>index</c> container.</summary>
    public IReadOnlyList<string> IndexEntries { get; init; } = [];

    /// <summary>Names that corrections took out of <see cref="IndexEntries"/>: what a crash left of them is removed.</summary>
    public IReadOnlyList<string> RetiredEntries { get; init; } = [];
}

/// <param name="Content">Size, SHA-256 and region tags as sealed, after masking.</param>
public sealed record ManifestFile(int Ordinal, string Name, string ContentType, SealedContent Content, IReadOnlyList<GateMask> Masked);

/// <param name="DeleteAfter">The longest purpose's end, or the tenant's default.</param>
/// <param name="RetainAtLeastUntil">A duty to keep (GDPR Art. 17(3)(b)), or null.</param>
public sealed record RetentionState(DateTimeOffset DeleteAfter, DateTimeOffset? RetainAtLeastUntil);

/// <summary>What the gate found, as the API shows it. Digits are counted, never held.</summary>
/// <param name="Windows">Pauses of the call that the gate knew of, declared and live; those ignored are among the findings.</param>
public sealed record PciReport(
    PciOutcome Outcome, PciCoverage Coverage, IReadOnlyList<PciFinding> Findings, IReadOnlyList<GateWindow> Windows);
