using Compliance.Audit;
using Compliance.Failures;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>Reads and conditionally writes the entries of the register; no other code does.</summary>
public sealed class AutomatedDecisionStore
    : IAuditedDocuments<AutomatedDecisionId, AutomatedDecisionDocument, StoredAutomatedDecision>
{
    const string Prefix = "automatedDecisions/";

    // Each version names who wrote it and when.
    readonly VersionedBlob<AutomatedDecisionId, AutomatedDecisionDocument> blobs = new(x => x.Settings, id => Prefix + id)
    {
        ContentNamesItsWriter = true,
    };

    public async Task<StoredAutomatedDecision?> FindAsync(
        TenantStore store, AutomatedDecisionId id, CancellationToken cancellationToken) =>
        Stored(id, await blobs.FindAsync(store, id, cancellationToken));

    /// <returns>False where there was one.</returns>
    public async Task<bool> TryCreateAsync(
        TenantStore store, AutomatedDecisionId id, AutomatedDecisionDocument document, CancellationToken cancellationToken) =>
        await blobs.TryCreateAsync(store, id, document, cancellationToken) is not null;

    public async Task<StoredAutomatedDecision?> TryReplaceAsync(
        TenantStore store, StoredAutomatedDecision read, AutomatedDecisionDocument changed, CancellationToken cancellationToken) =>
        Stored(read.Id, await blobs.TryWriteAsync(store, read.Id, changed, read.ETag, cancellationToken));

    public IAsyncEnumerable<AutomatedDecisionId> ListAsync(TenantStore store, CancellationToken cancellationToken) =>
        store.Settings.ListIdsAsync<AutomatedDecisionId>(Prefix, AutomatedDecisionId.TryParse, cancellationToken);

    static StoredAutomatedDecision? Stored(AutomatedDecisionId id, Versioned<AutomatedDecisionDocument>? found) =>
        found is null ? null : new StoredAutomatedDecision(id, found.Value, found.ETag);
}

/// <summary>The work list of the register, <c>settings/pending/{id}</c>.</summary>
public sealed class AutomatedDecisionOutbox(TimeProvider clock) : Outbox<AutomatedDecisionId>(x => x.Settings, clock)
{
    public IAsyncEnumerable<AutomatedDecisionId> ListAsync(TenantStore store, CancellationToken cancellationToken) =>
        store.Settings.ListIdsAsync<AutomatedDecisionId>(Prefix, AutomatedDecisionId.TryParse, cancellationToken);
}

/// <summary>Write-ahead entries about the register.</summary>
public sealed class AutomatedDecisionAudit(
    IAuditLog log, AutomatedDecisionOutbox pending, AutomatedDecisionStore documents, TimeProvider clock)
    : AuditedOperations<AutomatedDecisionId, AutomatedDecisionDocument, StoredAutomatedDecision>(
        "automatedDecisions", log, pending, documents, clock);

/// <summary>Changes an entry of the register, audited.</summary>
public sealed class AutomatedDecisionChange(AutomatedDecisionStore documents, AutomatedDecisionAudit audit)
    : AuditedChange<AutomatedDecisionId, AutomatedDecisionDocument, StoredAutomatedDecision>(documents, audit)
{
    protected override Failure Absent => AutomatedDecisionRegister.Absent;

    protected override Task SettleAsync(TenantStore store, AutomatedDecisionId id, CancellationToken cancellationToken) =>
        audit.CloseOwedAsync(store, id, cancellationToken);
}
