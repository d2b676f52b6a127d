using System.Runtime.CompilerServices;
using Azure;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// The work list <c>state/pending/{id}</c>: a marker is written before the first change of an operation and removed when the recording is
/// settled. Work that a crash left half done is therefore found without reading every recording.
/// </summary>
public sealed class Outbox(TimeProvider clock)
{
    const string Prefix = "pending/";

    readonly VersionedBlob<RecordingId, OutboxMarker> blobs = new(x => x.State, NameOf);

    /// <summary>The blob's name in <c>state</c>.</summary>
    public static string NameOf(RecordingId id) => Prefix + id;

    /// <summary>Puts a new recording that nobody else knows yet on the list.</summary>
    public Task MarkAsync(TenantStore store, RecordingId id, string callToken, PendingAudit owed, CancellationToken cancellationToken) =>
        TryWriteAsync(store, id, new OutboxMarker(callToken, [owed]), read: null, cancellationToken);

    /// <summary>Takes a recording that was never created off the list.</summary>
    public Task UnmarkAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken) =>
        blobs.RemoveAsync(store, id, cancellationToken);

    /// <summary>
    /// Adds an owed operation. This always rewrites the marker, so that a settlement that started earlier does not remove it.
    /// </summary>
    /// <returns>The marker as it is now.</returns>
    public async Task<OutboxEntry> AddAsync(
        TenantStore store, RecordingId id, PendingAudit owed, CancellationToken cancellationToken, string? callToken = null)
    {
        // A settled recording has no marker, so this tries to create one before it reads.
        for (OutboxEntry? entry = null; ; entry = await FindAsync(store, id, cancellationToken))
        {
            var marker = new OutboxMarker(
                entry?.Marker.CallToken ?? callToken, [.. (entry?.Marker.Owed ?? []).Where(o => !o.IsSameAs(owed)), owed]);
            if (await TryWriteAsync(store, id, marker, entry?.ETag, cancellationToken) is { } written)
            {
                return written;
            }
        }
    }

    /// <summary>Puts a recording on the list, or keeps it there: a settlement that started earlier does not remove it.</summary>
    public async Task RenewAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken)
    {
        OutboxEntry? entry;
        do
        {
            entry = await FindAsync(store, id, cancellationToken);
        }
        while (await TryWriteAsync(store, id, entry?.Marker ?? new OutboxMarker(null, []), entry?.ETag, cancellationToken) is null);
    }

    public async Task<OutboxEntry?> FindAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken) =>
        Entry(id, await blobs.FindAsync(store, id, cancellationToken));

    /// <summary>Removes one owed operation; the recording stays on the list.</summary>
    public async Task ForgetAsync(TenantStore store, RecordingId id, PendingAudit owed, CancellationToken cancellationToken)
    {
        while (await FindAsync(store, id, cancellationToken) is { } entry
            && entry.Marker.Owed.Any(owed.IsSameAs)
            && await TryWriteAsync(store, id, Without(entry.Marker, [owed]), entry.ETag, cancellationToken) is null)
        {
            // The marker changed in the meantime: read it again.
        }
    }

    /// <summary>
    /// Removes settled operations from exactly the marker that was read; a marker renewed since stays as it is. A marker that owes nothing
    /// more is deleted, unless <paramref name="keep"/> says that the recording is not finished.
    /// </summary>
    /// <returns>False if the marker was renewed, so nothing was removed.</returns>
    public async Task<bool> SettledAsync(
        TenantStore store, OutboxEntry entry, IReadOnlyCollection<PendingAudit> settled, bool keep, CancellationToken cancellationToken)
    {
        var rest = Without(entry.Marker, settled);
        if (rest.Owed.Count == 0 && !keep)
        {
            await ClearAsync(store, entry, cancellationToken);
            return true;
        }

        return rest.Owed.Count == entry.Marker.Owed.Count
            || await TryWriteAsync(store, entry.Id, rest, entry.ETag, cancellationToken) is not null;
    }

    /// <summary>
    /// Does the same as <see cref="SettledAsync"/> for an erased recording: what remains of the marker no longer names the call.
    /// </summary>
    public async Task BlindAsync(
        TenantStore store, OutboxEntry entry, IReadOnlyCollection<PendingAudit> settled, CancellationToken cancellationToken)
    {
        var rest = Without(entry.Marker, settled) with { CallToken = null };
        if (rest.Owed.Count == 0)
        {
            await ClearAsync(store, entry, cancellationToken);
        }
        else
        {
            await TryWriteAsync(store, entry.Id, rest, entry.ETag, cancellationToken);
        }
    }

    /// <summary>Deletes exactly the marker that was read.</summary>
    /// <returns>False if it was renewed; the operation that renewed it will settle.</returns>
    public Task<bool> ClearAsync(TenantStore store, OutboxEntry entry, CancellationToken cancellationToken) =>
        blobs.RemoveAsync(store, entry.Id, entry.ETag, cancellationToken);

    public async IAsyncEnumerable<RecordingId> ListAsync(TenantStore store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in store.State.GetBlobsAsync(new() { Prefix = Prefix }, cancellationToken))
        {
            if (RecordingId.TryParse(blob.Name[Prefix.Length..], out var id))
            {
                yield return id;
            }
        }
    }

    static OutboxMarker Without(OutboxMarker marker, IReadOnlyCollection<PendingAudit> settled) =>
        marker with { Owed = [.. marker.Owed.Where(o => !settled.Any(o.IsSameAs))] };

    async Task<OutboxEntry?> TryWriteAsync(
        TenantStore store, RecordingId id, OutboxMarker marker, ETag? read, CancellationToken cancellationToken) =>
        Entry(id, await blobs.TryWriteAsync(store, id, marker with { MarkedAt = clock.GetUtcNow() }, read, cancellationToken));

    static OutboxEntry? Entry(RecordingId id, Versioned<OutboxMarker>? found) =>
        found is null ? null : new OutboxEntry(id, found.Value, found.ETag);
}

/// <param name="CallToken">The call id's blind token, to undo a ticket that was never finished.</param>
/// <param name="Owed">Operations announced in the audit log that have no <c>done</c> entry yet.</param>
/// <param name="MarkedAt">
/// When it was last written, by our own clock. Its age is measured by that clock too, not by the storage service's.
/// </param>
public sealed record OutboxMarker(string? CallToken, IReadOnlyList<PendingAudit> Owed, DateTimeOffset MarkedAt = default);

/// <summary>A write-ahead audit entry whose <c>done</c> is still owed.</summary>
/// <param name="Since">When it was announced.</param>
/// <param name="Sequence">The recording's <see cref="RecordingDocument.Sequence"/> with the change; null where it is not known.</param>
public sealed record PendingAudit(
    string Event, string Operation, string Principal, string Origin, DateTimeOffset Since, long? Sequence = null)
{
    /// <summary>How the state blob remembers it (<see cref="RecordingDocument.Changes"/>).</summary>
    public string Change => $"{Event} {Operation}";

    public bool IsSameAs(PendingAudit other) => Change == other.Change && Principal == other.Principal;
}

public sealed record OutboxEntry(RecordingId Id, OutboxMarker Marker, ETag ETag);
