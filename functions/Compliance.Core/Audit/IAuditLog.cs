using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>A tenant's append-only log. An entry that is appended twice keeps its id, and the checkpointer drops the repeat.</summary>
public interface IAuditLog
{
    /// <summary>
    /// Appends all entries or none, in order, and returns once they are durable. An announced change is made only afterwards
    /// (<see cref="AuditPhase.Intent"/>).
    /// </summary>
    Task AppendAsync(TenantScope scope, IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken);
}

public static class AuditLogExtensions
{
    /// <summary>Appends one entry.</summary>
    public static Task AppendAsync(this IAuditLog log, TenantScope scope, AuditEntry entry, CancellationToken cancellationToken) =>
        log.AppendAsync(scope, [entry], cancellationToken);
}
