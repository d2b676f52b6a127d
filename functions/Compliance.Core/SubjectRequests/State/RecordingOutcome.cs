using System.Text.Json.Serialization;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Settings;

namespace Compliance.SubjectRequests;

/// <summary>What happened to one recording.</summary>
public enum OutcomeKind
{
    Erased,

    /// <summary>The person's part of it is erased; others are on it, and theirs stays.</summary>
    PartlyErased,

    /// <summary>Kept, with the exception in <see cref="RecordingOutcome.Basis"/>.</summary>
    Retained,
    Restricted,
    Exported,
    Corrected,

    /// <summary>No automated decisions are made from it any more.</summary>
    Stopped,

    /// <summary>
    /// A person has to act: the match is weak or contradicted and nobody included it, or the request alone cannot do it.
    /// </summary>
    NeedsReview,

    /// <summary>It was already gone.</summary>
    NotFound,

    /// <summary>Not in the preview that was decided on: it is there, and nobody decided on it.</summary>
    Open,

    /// <summary>A person dealt with what needed one.</summary>
    Resolved,
}

/// <summary>One recording's outcome, as the request's status, the certificate and the letter report it.</summary>
/// <param name="Basis">The ground or exception without <c>Art.</c>: <c>17(1)(b)</c>, <c>17(3)(e)</c>.</param>
/// <param name="ReviewAt">When a kept recording is reviewed.</param>
/// <param name="ShreddedAt">When its key and every cached copy were gone.</param>
/// <param name="FinalAt">When the last backup of the key ring that contains its key is gone.</param>
public sealed record RecordingOutcome(
    RecordingId RecordingId,
    OutcomeKind Outcome,
    string? Basis = null,
    DateTimeOffset? ReviewAt = null,
    DateTimeOffset? ShreddedAt = null,
    DateTimeOffset? FinalAt = null)
{
    /// <summary>For <see cref="OutcomeKind.Corrected"/>: the kinds of what was really corrected; null for other outcomes.</summary>
    public IReadOnlyList<CorrectionKind>? Corrected { get; init; }

    /// <summary>What was erased of the person's part; null unless it is <see cref="OutcomeKind.PartlyErased"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ErasedPart? Part { get; init; }

    /// <summary>The media that were destroyed while the rest stays; null where none were.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RetentionMedium>? Media { get; init; }
}
