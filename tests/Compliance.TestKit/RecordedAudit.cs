using Compliance.Audit;
using Compliance.Tenancy;

namespace Compliance.TestKit;

/// <summary>Keeps entries in memory; fails at the one that is named, as a process would that dies there.</summary>
sealed class RecordedAudit : IAuditLog
{
    readonly Lock gate = new();
    readonly List<AuditEntry> entries = [];
    readonly List<TenantScope> scopes = [];
    int asked;

    /// <summary>Counted from 1; 0 is never.</summary>
    public int FailAt { get; set; }

    public IReadOnlyList<AuditEntry> Entries => entries;

    public IReadOnlyList<TenantScope> Scopes => scopes;

    public void FailNext() => FailAt = asked + 1;

    public void Clear()
    {
        lock (gate)
        {
            entries.Clear();
            scopes.Clear();
        }
    }

    public Task AppendAsync(TenantScope scope, IReadOnlyList<AuditEntry> added, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (added.Count > 0 && ++asked == FailAt)
            {
                throw new IOException("The audit log is away.");
            }

            entries.AddRange(added);
            scopes.AddRange(added.Select(_ => scope));
            return Task.CompletedTask;
        }
    }
}
