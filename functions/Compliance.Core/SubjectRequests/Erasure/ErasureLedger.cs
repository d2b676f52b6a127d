using System.Text;
using Azure;
using Azure.Storage.Blobs.Models;
using Compliance.Json;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Ledger entries of erasures, sealed under their request's key. A request whose key is gone can store nothing more, and its erasures
/// continue without an entry.
/// </summary>
public sealed class ErasureLedger(
    SubjectRequestTexts texts,
    RecordingCallIds callIds,
    ContentReads reads,
    BlobRemoval removal,
    PackageRemoval packages,
    TimeProvider clock)
{
    public Task<LedgerEntry?> FindAsync(TenantStore store, RecordingId id, SubjectRequestId request, CancellationToken cancellationToken) =>
        texts.FindAsync<LedgerEntry>(store, request, LedgerEntry.NameOf(id), cancellationToken);

    /// <summary>Records what will be destroyed, before it is. What an earlier attempt listed stays listed.</summary>
    /// <param name="isNew">The erasure has just begun, so there was no earlier attempt, except by a concurrent host.</param>
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

    /// <summary>Records that no store contains the recording any more. The first such record counts.</summary>
    /// <param name="read">The version in which <paramref name="entry"/> was read or written; null if it is not in the ledger.</param>
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

    /// <summary>Records that a person's part of a recording is gone. The first such record counts.</summary>
    /// <param name="own">Requests whose packages have that part.</param>
    public async Task PartDoneAsync(
        TenantStore store,
        RecordingId id,
        SubjectRequestId request,
        IReadOnlyList<SubjectRequestId> own,
        CancellationToken cancellationToken)
    {
        if (await texts.AreKeptAsync(store, request, cancellationToken))
        {
            var entry = new PartEntry(
                id.ToString(),
                (await callIds.FindAsync(store, id, cancellationToken))?.Value,
                clock.GetUtcNow(),
                await reads.CountAsync(store, id, cancellationToken),
                await packages.CopiesAsync(store, own, cancellationToken));
            await texts.TryPutAsync(store, request, $"{PartEntry.Prefix}{id}", entry, cancellationToken);
        }
    }

    public Task<(LedgerEntry Value, ETag ETag)?> FindVersionAsync(
        TenantStore store, RecordingId id, SubjectRequestId request, CancellationToken cancellationToken) =>
        texts.FindVersionAsync<LedgerEntry>(store, request, LedgerEntry.NameOf(id), cancellationToken);

    /// <summary>Lists what exists. Nothing can be added to the recording any more, so the list is complete.</summary>
    async Task<ErasureInventory> ListAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken) => new(
        await removal.ListAsync(store.Recordings, RecordingBlobRemoval.Prefix(id), cancellationToken).ToListAsync(cancellationToken),
        await packages.WithAsync(store, id, cancellationToken),
        await reads.CountAsync(store, id, cancellationToken));

    /// <returns><paramref name="known"/> itself if there is nothing to add.</returns>
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
            (await callIds.FindAsync(store, stored.Id, cancellationToken))?.Value,
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

    /// <summary>
    /// The current entries and those that corrections removed. The manifest is not verified here, so only entries of this very recording
    /// count.
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
            // The manifest was tampered with. The check of the person's index entries after the erasure finds what remains.
            return [];
        }

        return manifest.IndexEntries.Concat(manifest.RetiredEntries)
            .Where(name => IndexEntry.TryParse(name, out var entry) && entry.Recording == stored.Id);
    }
}

/// <summary>What exists of a recording when its erasure begins.</summary>
/// <param name="Files">Its blobs in <c>recordings</c>, in whatever form.</param>
/// <param name="Packages">Requests whose packages contain or contained it.</param>
/// <param name="Reads">Who read its clear content; null if nobody did.</param>
public sealed record ErasureInventory(IReadOnlyList<BlobItem> Files, IReadOnlyList<SubjectRequestId> Packages, ClearReads? Reads);

/// <summary>An erasure recorded in the ledger.</summary>
/// <param name="ETag">The entry's version; null if the request's key is gone.</param>
public sealed record ErasureIntent(LedgerEntry Entry, ETag? ETag, ErasureInventory Listed);
