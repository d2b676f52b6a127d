namespace Compliance.Audit;

/// <summary>Who does something, as the audit log says it.</summary>
/// <param name="Pseudonym">A principal's pseudonym, or <c>system</c>.</param>
/// <param name="Origin">Function name.</param>
public sealed record Actor(string Pseudonym, string Origin)
{
    public static Actor System(string origin) => new(AuditEntry.System, origin);
}
