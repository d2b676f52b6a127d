using Compliance.Failures;
using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>What a change is called in the audit log.</summary>
/// <param name="Code">Sets it apart from others of its event by the same person at the same time, opaque; null where there are
/// none.</param>
public sealed record Announcement(Actor Actor, string Event, string? Code = null)
{
    /// <summary>Names the principal, too: two people may want the same at once.</summary>
    internal string On(string version) => Code is null ? $"{version}/{Actor.Pseudonym}" : $"{version}/{Actor.Pseudonym}/{Code}";
}

/// <summary>
/// A change of one document: announced in the audit log and on the work list, written with <c>If-Match</c>, settled. Of two changes one
/// comes first, and the other is refused or meets its result. What a crash leaves half done is settled from the work list: the document
/// says whether the change was made.
/// </summary>
public abstract class AuditedChange<TId, T, TStored>(
    IAuditedDocuments<TId, T, TStored> documents, AuditedOperations<TId, T, TStored> audit)
    where T : AuditedDocument
    where TStored : Stored<TId, T>
{
    protected abstract Failure Absent { get; }

    /// <summary>Changes the document as it is by then: where another came first, what that one left is changed.</summary>
    /// <param name="change">
    /// Decides on the document, and may run several times; the document itself where it is so already, which is neither announced nor
    /// written.
    /// </param>
    public async Task<Outcome<TStored>> ApplyAsync(
        TenantStore store,
        TId id,
        Announcement by,
        Func<T, CancellationToken, Task<Outcome<T>>> change,
        CancellationToken cancellationToken)
    {
        while (await documents.FindAsync(store, id, cancellationToken) is { } stored)
        {
            if (!(await change(stored.Document, cancellationToken)).IsSuccess(out var changed, out var failure))
            {
                return failure;
            }

            if (await TryApplyAsync(store, stored, by, changed, cancellationToken) is { } written)
            {
                return written;
            }
        }

        return Absent;
    }

    /// <summary>As above, by a pure function.</summary>
    public Task<Outcome<TStored>> ApplyAsync(
        TenantStore store, TId id, Announcement by, Func<T, Outcome<T>> change, CancellationToken cancellationToken) =>
        ApplyAsync(store, id, by, (document, _) => Task.FromResult(change(document)), cancellationToken);

    /// <summary>Changes exactly the version that was read.</summary>
    /// <returns>What is stored now, <paramref name="read"/> itself where nothing was to be changed; null when another came first.</returns>
    public async Task<TStored?> TryApplyAsync(
        TenantStore store, TStored read, Announcement by, T changed, CancellationToken cancellationToken)
    {
        if (ReferenceEquals(changed, read.Document))
        {
            return read;
        }

        var owed = await audit.BeginAsync(store, read.Id, by.Actor, by.Event, by.On(read.Version), cancellationToken);
        var written = await TryWriteAsync(store, read, changed, owed, cancellationToken);
        if (written is not null)
        {
            await SettleAsync(store, read.Id, cancellationToken);
        }

        return written;
    }

    /// <summary>Writes what was announced, or says that it was refused. Whoever calls it settles.</summary>
    public async Task<TStored?> TryWriteAsync(
        TenantStore store, TStored read, T changed, PendingAudit owed, CancellationToken cancellationToken)
    {
        var written = await documents.TryReplaceAsync(store, read, changed.With(owed), cancellationToken);
        if (written is null)
        {
            await audit.RefusedAsync(store, read.Id, owed, cancellationToken);
        }

        return written;
    }

    protected abstract Task SettleAsync(TenantStore store, TId id, CancellationToken cancellationToken);
}
