namespace Compliance.SubjectRequests;

/// <summary>What becomes of one purpose.</summary>
public enum PurposeFate
{
    /// <summary>Over: the recording is no longer kept for it.</summary>
    Ends,

    /// <summary>Goes on.</summary>
    Kept,

    /// <summary>Stored only (GDPR Art. 18(2)).</summary>
    Restricted,

    /// <summary>Handed to the person.</summary>
    Exported,

    /// <summary>Corrected or supplemented.</summary>
    Corrected,
}

/// <param name="Purpose">The tenant's word for it.</param>
/// <param name="Basis">The article it was decided by: a ground, an exception, or the basis it goes on under (<c>6(1)(b)</c>).</param>
/// <param name="ReviewAt">When that ends or is looked at again.</param>
/// <param name="Reason">A code of <see cref="VerdictReasons"/>.</param>
public sealed record PurposeVerdict(string Purpose, PurposeFate Fate, string Basis, DateTimeOffset? ReviewAt, string Reason);

/// <summary>What becomes of one recording, and why.</summary>
/// <param name="Basis">The ground or the exception without <c>Art.</c>; null where none was needed.</param>
/// <param name="ReviewAt">When what was kept is looked at again: the earliest of its reasons; null when none names a day.</param>
/// <param name="Reason">A code of <see cref="VerdictReasons"/>.</param>
/// <param name="Purposes">One each, in the ticket's order; empty where the recording was not looked into.</param>
/// <param name="Words">The reason a person gave for leaving it out; may say something about people.</param>
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
