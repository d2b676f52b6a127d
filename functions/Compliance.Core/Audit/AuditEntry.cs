namespace Compliance.Audit;

public enum AuditPhase
{
    /// <summary>Written before a change.</summary>
    Intent,

    /// <summary>Written after it; reconciliation writes it if a crash prevented that.</summary>
    Done,

    /// <summary>A read, or a refused attempt; no further entry follows.</summary>
    Single,
}

/// <summary>
/// One entry (PCI DSS 10.2.2: user, event, time, success, origin, resource). Names nobody: the principal is a pseudonym, resources are
/// opaque ids. A value that does not look opaque (<see cref="AuditRules"/>) is refused by an <see cref="ArgumentException"/> that does not
/// repeat it.
/// </summary>
/// <param name="Event">Dotted name: <c>recording.sealed</c>.</param>
/// <param name="Operation">Identifies this occurrence: the same operation, event and phase give the same entry id. Opaque.</param>
/// <param name="Principal">A pseudonym, <c>system</c> or <c>anonymous</c>.</param>
/// <param name="Outcome"><c>success</c> or <c>refused</c> or <c>failed</c>.</param>
/// <param name="Origin">The function's name, or <c>method route-template</c>.</param>
/// <param name="Resource">Opaque: <c>recordings/{id}</c>, or the route template if an attempt named nothing.</param>
/// <param name="Details">Opaque facts: counts (below ten million), generations, codes.</param>
public sealed record AuditEntry(
    string Event,
    string Operation,
    AuditPhase Phase,
    string Principal,
    string Outcome,
    string Origin,
    string Resource,
    IReadOnlyDictionary<string, string>? Details = null)
{
    public const string System = "system";
    public const string Anonymous = "anonymous";
    public const string Success = "success";
    public const string Refused = "refused";
    public const string Failed = "failed";

    public string Event { get; init => field = AuditRules.Event(value); } = AuditRules.Event(Event);

    public string Operation { get; init => field = AuditRules.Operation(value); } = AuditRules.Operation(Operation);

    public string Principal { get; init => field = AuditRules.Principal(value); } = AuditRules.Principal(Principal);

    public string Outcome { get; init => field = AuditRules.Outcome(value); } = AuditRules.Outcome(Outcome);

    public string Origin { get; init => field = AuditRules.Origin(value); } = AuditRules.Origin(Origin);

    public string Resource { get; init => field = AuditRules.Resource(value); } = AuditRules.Resource(Resource);

    public IReadOnlyDictionary<string, string>? Details { get; init => field = AuditRules.Details(value); } = AuditRules.Details(Details);
}
