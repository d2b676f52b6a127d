using Compliance.Audit;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>The work list of recordings, <c>state/pending/{id}</c>; those that await uploads or are being sealed are on it, too.</summary>
public sealed class RecordingOutbox(TimeProvider clock) : Outbox<RecordingId>(x => x.State, clock)
{
    /// <summary>The blob's name in <c>state</c>.</summary>
    public static string NameOf(RecordingId id) => Prefix + id;

    /// <summary>Puts a recording that nobody else knows yet on the list.</summary>
    public Task MarkAsync(TenantStore store, RecordingId id, string callToken, PendingAudit owed, CancellationToken cancellationToken) =>
        TryWriteAsync(store, id, new OutboxMarker(callToken, [owed]), read: null, cancellationToken);

    /// <summary>Takes a recording that came to nothing off the list.</summary>
    public Task UnmarkAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken) =>
        Blobs.RemoveAsync(store, id, cancellationToken);

    /// <summary>Puts a recording on the list, or keeps it there: a settlement begun earlier does not take it off.</summary>
    public async Task RenewAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken)
    {
        Versioned<OutboxMarker>? entry;
        do
        {
            entry = await FindAsync(store, id, cancellationToken);
        }
        while (await TryWriteAsync(store, id, entry?.Value ?? new OutboxMarker(null, []), entry?.ETag, cancellationToken) is null);
    }

    /// <summary>
    /// As <see cref="Outbox{TId}.SettledAsync"/>, of an erased recording: what stays of the marker no longer names the call.
    /// </summary>
    public async Task BlindAsync(
        TenantStore store,
        RecordingId id,
        Versioned<OutboxMarker> entry,
        IReadOnlyCollection<PendingAudit> settled,
        CancellationToken cancellationToken)
    {
        var rest = Without(entry.Value, settled) with { CallToken = null };
        if (rest.Owed.Count == 0)
        {
            await ClearAsync(store, id, entry, cancellationToken);
        }
        else
        {
            await TryWriteAsync(store, id, rest, entry.ETag, cancellationToken);
        }
    }

    public IAsyncEnumerable<RecordingId> ListAsync(TenantStore store, CancellationToken cancellationToken) =>
        store.State.ListIdsAsync<RecordingId>(Prefix, RecordingId.TryParse, cancellationToken);
}
