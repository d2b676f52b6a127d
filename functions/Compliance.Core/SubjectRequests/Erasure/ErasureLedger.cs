using System.Text;
using Compliance.Json;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Ledger entries of erasures, sealed under their request's key. A request whose key is gone keeps nothing more, and its erasures go on
/// without.
/// </summary>
public sealed class ErasureLedger(
    SubjectRequestTexts texts,
    SubjectRequestKeys requestKeys,
    KeyRing keys,
    SealedCallIds callIds,
    ContentReads reads,
    BlobRemoval removal,
    PackageRemoval packages,
    TimeProvider clock)
{
    public Task<LedgerEntry?> FindAsync(TenantStore store, RecordingId id, SubjectRequestId request, CancellationToken cancellation) =>
        texts.FindAsync<LedgerEntry>(store, request, LedgerEntry.NameOf(id), cancellation);

    /// <summary>Before anything is destroyed: what will be. What an earlier try listed stays listed.</summary>
    public async Task<LedgerEntry> IntendAsync(TenantStore store, StoredRecording stored, SubjectRequestId request, CancellationToken cancellation)
    {
        var (id, known) = (stored.Id, await FindAsync(store, stored.Id, request, cancellation));
        var blobs = new SortedSet<string>(known?.Blobs ?? [], StringComparer.Ordinal);
        await foreach (var blob in removal.ListAsync(store.Recordings, RecordingBlobRemoval.Prefix(id), cancellation))
        {
            blobs.Add(blob.Name);
        }

        var entries = new SortedSet<string>(IndexEntriesOf(stored).Concat(known?.IndexEntries ?? []), StringComparer.Ordinal);
        if (known is not null && known.Blobs.Count == blobs.Count && known.IndexEntries.Count == entries.Count)
        {
            return known;
        }

        var entry = (known ?? await NewAsync(store, stored, cancellation)) with { IndexEntries = [.. entries], Blobs = [.. blobs] };
        await PutAsync(store, id, request, entry, cancellation);
        return entry;
    }

    /// <summary>Every store is empty of it. What was written first counts.</summary>
    public async Task<LedgerEntry> DoneAsync(
        TenantStore store, RecordingId id, SubjectRequestId request, LedgerEntry entry, DateTimeOffset shreddedAt, CancellationToken cancellation)
    {
        var current = await FindAsync(store, id, request, cancellation) ?? entry;
        if (current.DoneAt is not null)
        {
            return current;
        }

        var done = current with { DoneAt = clock.GetUtcNow(), ShreddedAt = shreddedAt };
        await PutAsync(store, id, request, done, cancellation);
        return done;
    }

    async Task<LedgerEntry> NewAsync(TenantStore store, StoredRecording stored, CancellationToken cancellation)
    {
        var callId = await CallIdAsync(store, stored.Id, cancellation);
        return new LedgerEntry(stored.Id.ToString(), callId, stored.Document.CallToken, [], [], clock.GetUtcNow(), DoneAt: null)
        {
            Reads = await reads.CountAsync(store, stored.Id, cancellation),
            Packages = await packages.CopiesAsync(store, stored.Id, cancellation),
        };
    }

    /// <summary>A key record that can't be read, or is gone, tells no call id; the erasure goes on.</summary>
    async Task<string?> CallIdAsync(TenantStore store, RecordingId id, CancellationToken cancellation)
    {
        try
        {
            return await keys.FindCallIdAsync(store, id, cancellation) is { } sealedText
                && await callIds.OpenAsync(store, id, sealedText, cancellation) is { } callId
                    ? callId.Value
                    : null;
        }
        catch (ManifestException)
        {
            return null;
        }
    }

    async Task PutAsync(TenantStore store, RecordingId id, SubjectRequestId request, LedgerEntry entry, CancellationToken cancellation)
    {
        using var key = await requestKeys.FindAsync(store, request, cancellation);
        if (key is not null)
        {
            await texts.PutAsync(store, request, LedgerEntry.NameOf(id), entry, cancellation);
        }
    }

    /// <summary>
    /// Current ones and those that corrections took out. The manifest is not verified here, so only entries of this very recording count.
    /// </summary>
    static IEnumerable<string> IndexEntriesOf(StoredRecording stored)
    {
        RecordingManifest manifest;
        try
        {
            manifest = StateJson.Read<RecordingManifest>(Encoding.UTF8.GetBytes(stored.Document.Manifest ?? ""));
        }
        catch (InvalidDataException)
        {
            // Tampered with: the look at the person's own index entries after the erasure finds what stays.
            return [];
        }

        return manifest.IndexEntries.Concat(manifest.RetiredEntries)
            .Where(name => IndexEntry.TryParse(name, out var entry) && entry.Recording == stored.Id);
    }
}
