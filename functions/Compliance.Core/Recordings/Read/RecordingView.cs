using System.Text.Json.Serialization;
using Compliance.Model;
using Compliance.Notices;
using Compliance.Pci;

namespace Compliance.Recordings;

/// <summary><c>GET …/recordings/{recordingId}</c> (openapi.yaml).</summary>
[JsonDerivedType(typeof(LiveRecordingView))]
[JsonDerivedType(typeof(ErasedRecordingView))]
public abstract record RecordingView
{
    [JsonPropertyOrder(-2)]
    public required string RecordingId { get; init; }

    [JsonPropertyOrder(-1)]
    public required RecordingState State { get; init; }
}

/// <summary>All that is left of an erased recording.</summary>
public sealed record ErasedRecordingView : RecordingView
{
    public required DateTimeOffset? ErasedAt { get; init; }

    public required string? Certificate { get; init; }
}

/// <summary>A recording that has not been erased.</summary>
public sealed record LiveRecordingView : RecordingView
{
    public required string CallId { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required double? DurationSeconds { get; init; }

    public required string? Queue { get; init; }

    public required string? Category { get; init; }

    public required CallDirection? Direction { get; init; }

    public required string? Language { get; init; }

    public required string? AgentId { get; init; }

    /// <summary>0 before the first seal.</summary>
    public required int Generation { get; init; }

    public required IReadOnlyList<FileView> Files { get; init; }

    /// <summary>Null before the first seal.</summary>
    public required PciView? Pci { get; init; }

    /// <summary>Null before the first seal.</summary>
    public required SealView? Seal { get; init; }

    public required RetentionState Retention { get; init; }

    public required IReadOnlyList<PurposeView> Purposes { get; init; }

    /// <summary>The notice that was played or shown; null where none was named.</summary>
    public required GivenNotice? Notice { get; init; }

    public required IReadOnlyList<HoldView> Holds { get; init; }

    public required RestrictionState? Restriction { get; init; }

    public required AutomatedDecisionStanding AutomatedDecisions { get; init; }

    /// <summary>Why the recording is in quarantine.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public QuarantineClass? Class { get; init; }

    /// <summary>Announced files that did not arrive.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Missing { get; init; }
}

/// <summary>What the gate found.</summary>
/// <param name="Gate">The version of the gate that examined the files last; 0 for one without versions.</param>
/// <param name="ExaminedAt">When it did.</param>
public sealed record PciView(
    PciOutcome Outcome, PciCoverage Coverage, IReadOnlyList<FindingView> Findings, int Gate, DateTimeOffset? ExaminedAt);

/// <param name="Start">Seconds; absent if the file has no timeline.</param>
/// <param name="Channel">Absent means all channels.</param>
/// <param name="Digits">The number of digits; the digits themselves are never shown.</param>
public sealed record FindingView(
    string File,
    PciFindingKind Kind,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Start,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? End,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Channel,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Digits,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Scheme);

/// <param name="Size">Size in bytes as sealed, after masking.</param>
/// <param name="Sha256">SHA-256 of the same bytes, lowercase hex.</param>
public sealed record FileView(string Name, string ContentType, long Size, string Sha256, IReadOnlyList<MaskView> Masked);

/// <param name="Start">Seconds.</param>
/// <param name="End">Seconds.</param>
/// <param name="Channel">Absent means all channels.</param>
public sealed record MaskView(
    double Start,
    double End,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Channel,
    PciFindingKind Reason);

/// <param name="AuditIndex">Null until a checkpoint covers the entry.</param>
public sealed record SealView(string? KeyVersion, DateTimeOffset? SealedAt, long? AuditIndex);

public sealed record HoldView(string HoldId, string Matter, DateTimeOffset? ReviewAt);

static class RecordingViews
{
    public static RecordingView Erased(StoredRecording stored) => new ErasedRecordingView
    {
        RecordingId = stored.Id.ToString(),
        State = stored.Document.State,
        ErasedAt = stored.Document.ErasedAt,
        Certificate = stored.Document.Certificate,
    };

    public static RecordingView Of(OpenedRecording recording, RecordingTicket call, long? auditIndex, DateTimeOffset now)
    {
        var (document, manifest) = (recording.Document, recording.Manifest);
        var quarantine = document.State is RecordingState.Quarantined ? document.Quarantine : null;
        return new LiveRecordingView
        {
            RecordingId = recording.Stored.Id.ToString(),
            CallId = call.CallId.Value,
            State = document.State,
            StartedAt = call.StartedAt,
            DurationSeconds = call.DurationSeconds,
            Queue = call.Queue,
            Category = call.Category,
            Direction = document.Facts.Direction,
            Language = call.Language,
            AgentId = call.Parties.FirstOrDefault(p => p.Role is PartyRole.Agent && p.Id is not null)?.Id,
            Generation = manifest.Generation,
            Files = [.. manifest.Files.Select(Of)],
            Pci = manifest.PciOfAll is { } pci
                ? new PciView(pci.Outcome, pci.Coverage, [.. pci.Findings.Select(Of)], pci.Gate, pci.ExaminedAt)
                : null,
            Seal = manifest.SealedAt is null ? null : new SealView(manifest.KeyVersion, manifest.SealedAt, auditIndex),
            Retention = manifest.Retention,
            Purposes = [.. PurposeStanding.Of(recording, manifest.Purposes, now).Select(PurposeView.Of)],
            Notice = manifest.Notice,
            Holds = [.. document.Holds.Select(h => new HoldView(h.HoldId, h.Matter, h.ReviewAt))],
            Restriction = document.Restriction,
            AutomatedDecisions = AutomatedDecisionStanding.Of(document.AutomatedDecisionStops),
            Reason = quarantine?.Reason,
            Class = quarantine?.Class,
            Missing = quarantine is { Missing.Count: > 0 } ? quarantine.Missing : null,
        };
    }

    static FindingView Of(PciFinding f) => new(f.File, f.Kind, f.Start, f.End, f.Channel, f.Digits, f.Scheme);

    static FileView Of(ManifestFile file) => new(
        file.Name,
        file.ContentType,
        file.Content.ClearLength,
        file.Content.Sha256,
        [.. file.Masked.Select(m => new MaskView(m.Start, m.End, null, m.Reason))]);
}
