using Compliance.Audit;
using Compliance.Failures;
using Compliance.Json;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>The work list of requests, <c>requests/pending/{id}</c>.</summary>
public sealed class SubjectRequestOutbox(TimeProvider clock) : Outbox<SubjectRequestId>(x => x.Requests, clock);

/// <summary>Write-ahead entries about requests.</summary>
public sealed class SubjectRequestAudit(
    IAuditLog log, SubjectRequestOutbox pending, SubjectRequestRegister register, TimeProvider clock)
    : AuditedOperations<SubjectRequestId, SubjectRequestDocument, StoredSubjectRequest>("requests", log, pending, register, clock)
{
    readonly IAuditLog log = log;

    /// <summary>Somebody tried what a rule forbids them (PCI DSS 10.2.1.4).</summary>
    public Task RefuseAsync(
        TenantStore store, SubjectRequestId id, Actor actor, string @event, string rule, CancellationToken cancellationToken) =>
        log.AppendAsync(
            store.Scope,
            Entry(
                id,
                Owed(id, actor, @event, $"{rule}/{actor.Pseudonym}/{Rfc3339.Format(Clock.GetUtcNow())}"),
                AuditPhase.Single,
                AuditEntry.Refused) with { Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["reason"] = rule } },
            cancellationToken);

    /// <summary>Closes announced changes that were made, or that were given up long enough ago.</summary>
    /// <returns>False if an announced change may still be made.</returns>
    public async Task<bool> SettleAsync(TenantStore store, SubjectRequestId id, CancellationToken cancellationToken)
    {
        if (await Pending.FindAsync(store, id, cancellationToken) is not { } entry)
        {
            return true;
        }

        // Read after the marker: a change that it announces is in the register by now, or not made yet.
        var document = (await Documents.FindAsync(store, id, cancellationToken))?.Document;
        var (made, over) = entry.Value.Split(document, o => o.IsAbandoned(Clock.GetUtcNow()));
        await CloseAsync(store, id, made, over, AuditEntry.Failed, cancellationToken);
        PendingAudit[] closed = [.. made, .. over];
        return await Pending.SettledAsync(store, id, entry, closed, keep: false, cancellationToken)
            && closed.Length == entry.Value.Owed.Count;
    }
}

/// <summary>Changes a request's register entry, audited.</summary>
public sealed class SubjectRequestChange(SubjectRequestRegister register, SubjectRequestAudit audit)
    : AuditedChange<SubjectRequestId, SubjectRequestDocument, StoredSubjectRequest>(register, audit)
{
    readonly SubjectRequestRegister register = register;
    readonly SubjectRequestAudit audit = audit;

    /// <summary>
    /// A change by which a closed request may be worked on again. It is put on the work list before and after: whoever takes it off in this
    /// moment has seen it closed.
    /// </summary>
    public async Task<Outcome<StoredSubjectRequest>> ReopenAsync(
        TenantStore store, SubjectRequestId id, Func<Task<Outcome<StoredSubjectRequest>>> change, CancellationToken cancellationToken)
    {
        await register.MarkOpenAsync(store, id, cancellationToken);
        var changed = await change();
        await (changed.Failure is null ? register.MarkOpenAsync(store, id, cancellationToken) : Task.CompletedTask);
        return changed;
    }

    protected override Failure Absent { get; } = Failure.NotFound("The request does not exist.");

    protected override Task SettleAsync(TenantStore store, SubjectRequestId id, CancellationToken cancellationToken) =>
        audit.SettleAsync(store, id, cancellationToken);
}
