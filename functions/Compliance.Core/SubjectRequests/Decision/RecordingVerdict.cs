using System.Text.Json.Serialization;

namespace Compliance.SubjectRequests;

/// <summary>What happens to one purpose.</summary>
public enum PurposeFate
{
    /// <summary>The recording is no longer kept for it.</summary>
    Ends,

    /// <summary>Continues.</summary>
    Kept,

    /// <summary>Restricted to storage (GDPR Art. 18(2)).</summary>
    Restricted,

    /// <summary>Handed to the person.</summary>
    Exported,

    /// <summary>Corrected or supplemented.</summary>
    Corrected,
}

/// <param name="Purpose">The tenant's name for it.</param>
/// <param name="Basis">The article that decided it: a ground, an exception, or its continuing lawful basis (<c>6(1)(b)</c>).</param>
/// <param name="ReviewAt">When that ends or is reviewed.</param>
/// <param name="Reason">A code of <see cref="VerdictReasons"/>.</param>
public sealed record PurposeVerdict(string Purpose, PurposeFate Fate, string Basis, DateTimeOffset? ReviewAt, string Reason)
{
    /// <summary>The law behind a duty to keep, where a rule of the retention names it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Law { get; init; }
}

/// <summary>What happens to one recording, and why.</summary>
/// <param name="Basis">The ground or exception without <c>Art.</c>; null if none was needed.</param>
/// <param name="ReviewAt">When a kept recording is reviewed: the earliest date among its reasons; null if none has one.</param>
/// <param name="Reason">A code of <see cref="VerdictReasons"/>.</param>
/// <param name="Purposes">One verdict per purpose, in the ticket's order; empty if the purposes were not considered.</param>
/// <param name="Words">A handler's reason for excluding it; may refer to people.</param>
public sealed record RecordingVerdict(
    OutcomeKind Outcome,
    string? Basis,
    DateTimeOffset? ReviewAt,
    string Reason,
    IReadOnlyList<PurposeVerdict> Purposes,
    string? Words = null)
{
    public override string ToString() => $"RecordingVerdict({Outcome}, {Basis}, {Reason})";
}
