namespace Compliance.Audit;

/// <summary>The acting principal as the audit log names it.</summary>
/// <param name="Pseudonym">A principal's pseudonym, or <c>system</c>.</param>
/// <param name="Origin">The function's name.</param>
public sealed record Actor(string Pseudonym, string Origin)
{
    public static Actor System(string origin) => new(AuditEntry.System, origin);
}
