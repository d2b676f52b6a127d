using Compliance.Audit;
using Compliance.Failures;
using Compliance.Tenancy;

namespace Compliance.Notices;

/// <summary>Reads and conditionally writes notices; no other code does.</summary>
public sealed class NoticeVersionStore : IAuditedDocuments<NoticeId, NoticeDocument, StoredNotice>
{
    const string Prefix = "notices/";

    // Each version names who wrote it and when.
    readonly VersionedBlob<NoticeId, NoticeDocument> blobs = new(x => x.Settings, id => Prefix + id) { ContentNamesItsWriter = true };

    public async Task<StoredNotice?> FindAsync(TenantStore store, NoticeId id, CancellationToken cancellationToken) =>
        Stored(id, await blobs.FindAsync(store, id, cancellationToken));

    /// <returns>False where there was one.</returns>
    public async Task<bool> TryCreateAsync(TenantStore store, NoticeId id, NoticeDocument document, CancellationToken cancellationToken) =>
        await blobs.TryCreateAsync(store, id, document, cancellationToken) is not null;

    public async Task<StoredNotice?> TryReplaceAsync(
        TenantStore store, StoredNotice read, NoticeDocument changed, CancellationToken cancellationToken) =>
        Stored(read.Id, await blobs.TryWriteAsync(store, read.Id, changed, read.ETag, cancellationToken));

    public IAsyncEnumerable<NoticeId> ListAsync(TenantStore store, CancellationToken cancellationToken) =>
        store.Settings.ListIdsAsync<NoticeId>(Prefix, NoticeId.TryParse, cancellationToken);

    static StoredNotice? Stored(NoticeId id, Versioned<NoticeDocument>? found) =>
        found is null ? null : new StoredNotice(id, found.Value, found.ETag);
}

/// <summary>The work list of the register, <c>settings/pending-notices/{id}</c>.</summary>
public sealed class NoticeOutbox(TimeProvider clock) : Outbox<NoticeId>(x => x.Settings, clock, Place)
{
    const string Place = "pending-notices/";

    public IAsyncEnumerable<NoticeId> ListAsync(TenantStore store, CancellationToken cancellationToken) =>
        store.Settings.ListIdsAsync<NoticeId>(Place, NoticeId.TryParse, cancellationToken);
}

/// <summary>Write-ahead entries about notices.</summary>
public sealed class NoticeAudit(IAuditLog log, NoticeOutbox pending, NoticeVersionStore documents, TimeProvider clock)
    : AuditedOperations<NoticeId, NoticeDocument, StoredNotice>("notices", log, pending, documents, clock);

/// <summary>Changes a notice, audited.</summary>
public sealed class NoticeChange(NoticeVersionStore documents, NoticeAudit audit)
    : AuditedChange<NoticeId, NoticeDocument, StoredNotice>(documents, audit)
{
    protected override Failure Absent => NoticeRegister.Absent;

    protected override Task SettleAsync(TenantStore store, NoticeId id, CancellationToken cancellationToken) =>
        audit.CloseOwedAsync(store, id, cancellationToken);
}
