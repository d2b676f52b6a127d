using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>A tenant's append-only log. An entry that is appended twice has the same id; the checkpointer drops the repeat.</summary>
public interface IAuditLog
{
    /// <summary>
    /// Appends durably before it returns, all entries or none, in their order. The change that one announces comes after
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
