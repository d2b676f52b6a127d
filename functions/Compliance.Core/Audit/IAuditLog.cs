using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>A tenant's append-only log. An entry that is appended twice has the same id; the checkpointer drops the repeat.</summary>
public interface IAuditLog
{
    /// <summary>Appends durably before it returns. The change it announces comes after (<see cref="AuditPhase.Intent"/>).</summary>
    Task AppendAsync(TenantScope scope, AuditEntry entry, CancellationToken cancellation);
}
