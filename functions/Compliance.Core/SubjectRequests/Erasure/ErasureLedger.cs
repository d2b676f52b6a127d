using System.Text;
using Azure;
using Azure.Storage.Blobs.Models;
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
    KeyRing keys,
    SealedCallIds callIds,
    ContentReads reads,
    BlobRemoval removal,
    PackageRemoval packages,
    TimeProvider clock)
{
    public Task<LedgerEntry?> FindAsync(TenantStore store, RecordingId id, SubjectRequestId request, CancellationToken cancellationToken) =>
        texts.FindAsync<LedgerEntry>(store, request, LedgerEntry.NameOf(id), cancellationToken);

    /// <summary>Before anything is destroyed: what will be. What an earlier try listed stays listed.</summary>
    /// <param name="isNew">The erasure began just now: no try was before this one, unless another host is at it too.</param>
    public async Task<ErasureIntent> IntendAsync(
        TenantStore store, StoredRecording stored, SubjectRequestId request, bool isNew, CancellationToken cancellationToken)
    {
        var listed = await ListAsync(store, stored.Id, cancellationToken);
        var found = isNew ? null : await FindVersionAsync(store, stored.Id, request, cancellationToken);
        while (true)
        {
            var entry = await JoinAsync(store, stored, found?.Value, listed, cancellationToken);
            if (entry == found?.Value)
            {
                return new ErasureIntent(entry, found?.ETag, listed);
            }

            if (!await texts.AreKeptAsync(store, request, cancellationToken))
            {
                return new ErasureIntent(entry, ETag: null, listed);
            }

            if (await texts.TryPutAsync(
                store, request, LedgerEntry.NameOf(stored.Id), entry, cancellationToken, found?.ETag) is { } written)
            {
                return new ErasureIntent(entry, written, listed);
            }

            found = await FindVersionAsync(store, stored.Id, request, cancellationToken);
        }
    }

    /// <summary>Every store is empty of it. What was written first counts.</summary>
    /// <param name="read">The version that <paramref name="entry"/> was read or written as; null when it is not in the ledger.</param>
    public async Task<LedgerEntry> DoneAsync(
        TenantStore store,
        RecordingId id,
        SubjectRequestId request,
        LedgerEntry entry,
        ETag? read,
        DateTimeOffset shreddedAt,
        CancellationToken cancellationToken)
    {
        while (entry.DoneAt is null)
        {
            var done = entry with { DoneAt = clock.GetUtcNow(), ShreddedAt = shreddedAt };
            if (!await texts.AreKeptAsync(store, request, cancellationToken)
                || await texts.TryPutAsync(store, request, LedgerEntry.NameOf(id), done, cancellationToken, read) is not null)
            {
                return done;
            }

            if (await FindVersionAsync(store, id, request, cancellationToken) is var (current, etag))
            {
                (entry, read) = (current, etag);
            }
        }

        return entry;
    }

    public Task<(LedgerEntry Value, ETag ETag)?> FindVersionAsync(
        TenantStore store, RecordingId id, SubjectRequestId request, CancellationToken cancellationToken) =>
        texts.FindVersionAsync<LedgerEntry>(store, request, LedgerEntry.NameOf(id), cancellationToken);

    /// <summary>Nothing can be added to the recording any more: what is listed now is all there is.</summary>
    async Task<ErasureInventory> ListAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken) => new(
        await removal.ListAsync(store.Recordings, RecordingBlobRemoval.Prefix(id), cancellationToken).ToListAsync(cancellationToken),
        await packages.WithAsync(store, id, cancellationToken),
        await reads.CountAsync(store, id, cancellationToken));

    /// <returns><paramref name="known"/> itself when nothing is to be added to it.</returns>
    async Task<LedgerEntry> JoinAsync(
        TenantStore store, StoredRecording stored, LedgerEntry? known, ErasureInventory listed, CancellationToken cancellationToken)
    {
        var blobs = new SortedSet<string>(listed.Files.Select(x => x.Name).Concat(known?.Blobs ?? []), StringComparer.Ordinal);
        var entries = new SortedSet<string>(IndexEntriesOf(stored).Concat(known?.IndexEntries ?? []), StringComparer.Ordinal);
        if (known is not null && known.Blobs.Count == blobs.Count && known.IndexEntries.Count == entries.Count)
        {
            return known;
        }

        var entry = known ?? new LedgerEntry(
            stored.Id.ToString(),
            await CallIdAsync(store, stored.Id, cancellationToken),
            stored.Document.CallToken,
            [],
            [],
            clock.GetUtcNow(),
            DoneAt: null)
        {
            Reads = listed.Reads,
            Packages = await packages.CopiesAsync(store, listed.Packages, cancellationToken),
        };
        return entry with { IndexEntries = [.. entries], Blobs = [.. blobs] };
    }

    /// <summary>A key record that can't be read, or is gone, tells no call id; the erasure goes on.</summary>
    async Task<string?> CallIdAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken)
    {
        try
        {
            return await keys.FindCallIdAsync(store, id, cancellationToken) is { } sealedText
                && await callIds.OpenAsync(store, id, sealedText, cancellationToken) is { } callId
                    ? callId.Value
                    : null;
        }
        catch (ManifestException)
        {
            return null;
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

/// <summary>What there is of a recording when its erasure begins.</summary>
/// <param name="Files">In <c>recordings</c>, whatever form they are in.</param>
/// <param name="Packages">Requests whose packages it is or was in.</param>
/// <param name="Reads">Who had its clear content; null when nobody did.</param>
public sealed record ErasureInventory(IReadOnlyList<BlobItem> Files, IReadOnlyList<SubjectRequestId> Packages, ClearReads? Reads);

/// <summary>An erasure that is written down.</summary>
/// <param name="ETag">The ledger's version; null when the request's key is gone.</param>
public sealed record ErasureIntent(LedgerEntry Entry, ETag? ETag, ErasureInventory Listed);
