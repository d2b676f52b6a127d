using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>A tenant's append-only log. An entry that is appended twice has the same id; the checkpointer drops the repeat.</summary>
public interface IAuditLog
{
    /// <summary>Appends durably before it returns. The change it announces comes after (<see cref="AuditPhase.Intent"/>).</summary>
    Task AppendAsync(TenantScope scope, AuditEntry entry, CancellationToken cancellation);
}

public enum AuditPhase
{
    /// <summary>Written before a change.</summary>
    Intent,

    /// <summary>Written after it; reconcile writes it where a crash kept it back.</summary>
    Done,

    /// <summary>A read, or an attempt that was refused: nothing follows.</summary>
    Single,
}

/// <summary>
/// One entry (PCI DSS 10.2.2: user, event, time, success, origin, resource). Names nobody: the principal is a pseudonym, resources are opaque ids.
/// </summary>
/// <param name="Event">Dotted name: <c>recording.sealed</c>.</param>
/// <param name="Operation">What makes this occurrence one: the same operation, event and phase give the same entry id.</param>
/// <param name="Principal">A pseudonym, <c>system</c> or <c>anonymous</c>.</param>
/// <param name="Outcome"><c>success</c> or <c>refused</c> or <c>failed</c>.</param>
/// <param name="Origin">Function name, or <c>method route-template</c>.</param>
/// <param name="Resource">Opaque: <c>recordings/{id}</c>.</param>
/// <param name="Details">Opaque facts: counts, generations, codes.</param>
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
}
