using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Json;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <summary>
/// The recordings' keys, one record per recording, wrapped by the tenant's <c>seal</c> key. Every generation has its own key: dropping the
/// key makes that generation unreadable in every copy. Records are created once (<c>If-None-Match: *</c>), changed only with
/// <c>If-Match</c>, and never recreated: no record means erased.
/// </summary>
public sealed class KeyRing(ITenantVaultProvider vaults, UnwrappedKeyCache cache)
{
    const string Prefix = "recordings/";

    /// <summary>The sequence of a recording's first manifest; none is older.</summary>
    const long FirstSequence = 1;

    /// <summary>Creates the record with the key of generation 1; leaves an existing record as it is.</summary>
    /// <param name="sealedCallId">See <see cref="SealedCallIds"/>.</param>
    /// <returns>
    /// The key of generation 1, a copy for the caller to dispose; null if another attempt created the record and it is already gone.
    /// </returns>
    public async Task<RecordingKey?> CreateAsync(
        TenantStore store, RecordingId id, CancellationToken cancellationToken, string? sealedCallId = null)
    {
        using var key = KeyBytes.Create();
        var wrapped = await WrapAsync(store, generation: 1, key, cancellationToken);
        var record = new RecordingKeyRecord { Keys = [wrapped], MinSequence = FirstSequence, CallId = sealedCallId };
        try
        {
            await WriteAsync(store, id, record, new BlobRequestConditions { IfNoneMatch = ETag.All }, cancellationToken);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobAlreadyExists || e.Status == 412)
        {
            // Another attempt of the same ticket created it.
            return await FindAsync(store, id, generation: 1, cancellationToken);
        }

        var kept = await cache.GetAsync(CacheName(store, id, generation: 1), _ => Task.FromResult(key.Copy()), cancellationToken);
        return new RecordingKey(1, kept, record.MinSequence, wrapped.Kid);
    }

    /// <summary>The key of a generation, a copy for the caller to dispose; null if the record or that generation is gone.</summary>
    /// <exception cref="ManifestException">The stored record is not one of this tenant's vault.</exception>
    public async Task<RecordingKey?> FindAsync(TenantStore store, RecordingId id, int generation, CancellationToken cancellationToken) =>
        await ReadAsync(store, id, cancellationToken) is { } found ? await OpenAsync(
            store, id, found, generation, cancellationToken) : null;

    /// <summary>Like <see cref="FindAsync"/>, for a given record.</summary>
    /// <exception cref="ManifestException">It is not a record of this tenant's vault.</exception>
    public async Task<RecordingKey?> OpenAsync(
        TenantStore store, RecordingId id, StoredKeys found, int generation, CancellationToken cancellationToken)
    {
        if (found.Record.Keys.FirstOrDefault(k => k.Generation == generation) is not { } wrapped)
        {
            return null;
        }

        try
        {
            var bytes = await cache.GetAsync(
                CacheName(store, id, generation),
                token => vaults.Open(store.Scope).UnwrapAsync(new WrappedKey(wrapped.Kid, wrapped.Wrapped), token),
                cancellationToken);
            return new RecordingKey(generation, bytes, found.Record.MinSequence, wrapped.Kid);
        }
        catch (CryptographicException foreign)
        {
            throw new ManifestException("The recording's key does not open.", foreign);
        }
    }

    /// <summary>
    /// Adds a key for a generation that is about to be sealed. A second attempt finds the first one's key. A sealing that a later one has
    /// overtaken adds none: nobody would drop it.
    /// </summary>
    /// <returns>The current record; null if it is gone.</returns>
    public async Task<StoredKeys?> AddGenerationAsync(
        TenantStore store, RecordingId id, int generation, CancellationToken cancellationToken)
    {
        using var key = KeyBytes.Create();
        return await UpdateAsync(
            store,
            id,
            async record => record.Keys.Any(k => k.Generation >= generation)
                ? null
                : record with { Keys = [.. record.Keys, await WrapAsync(store, generation, key, cancellationToken)] },
            cancellationToken);
    }

    /// <summary>
    /// Called after a manifest took effect: from now on older manifests are refused, and keys of older generations are dropped, which
    /// shreds those generations.
    /// </summary>
    /// <param name="known">The record if it has just been read, to start with; null to read it.</param>
    /// <returns>The current record; null if it is gone.</returns>
    public Task<StoredKeys?> AdvanceAsync(
        TenantStore store,
        RecordingId id,
        long minSequence,
        int generation,
        CancellationToken cancellationToken,
        StoredKeys? known = null) =>
        UpdateAsync(
            store,
            id,
            record =>
            {
                var advanced = record with
                {
                    Keys = [.. record.Keys.Where(k => k.Generation >= generation)],
                    MinSequence = Math.Max(record.MinSequence, minSequence),
                };
                Forget(store, id, record.Keys.Except(advanced.Keys));
                var same = advanced.Keys.Count == record.Keys.Count && advanced.MinSequence == record.MinSequence;
                return Task.FromResult(same ? null : advanced);
            },
            cancellationToken,
            known);

    /// <summary>Restores a record from a backup if there is none.</summary>
    /// <returns>False if there is one.</returns>
    public async Task<bool> TryRestoreAsync(
        TenantStore store, RecordingId id, RecordingKeyRecord record, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(store, id, record, new BlobRequestConditions { IfNoneMatch = ETag.All }, cancellationToken);
            return true;
        }
        catch (RequestFailedException taken) when (taken.IsOvertaken())
        {
            return false;
        }
    }

    /// <summary>Deletes the record: from then on every copy of the recording's ciphertext is unreadable (GDPR Art. 17).</summary>
    /// <returns>Whether there was a record.</returns>
    public async Task<bool> ShredAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken)
    {
        bool deleted = await Blob(store, id).DeleteIfExistsAsync(
            DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellationToken);
        cache.ForgetAll(CachePrefix(store, id));
        return deleted;
    }

    /// <summary>The sealed call id in the key record; null if there is none or the record is gone.</summary>
    /// <exception cref="ManifestException">The stored blob is not a key record.</exception>
    public async Task<string?> FindCallIdAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken) =>
        (await ReadAsync(store, id, cancellationToken))?.Record.CallId;

    /// <summary>The record, unopened; null if it is gone.</summary>
    /// <exception cref="ManifestException">The stored blob is not a key record.</exception>
    public async Task<RecordingKeyRecord?> FindRecordAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken) =>
        (await ReadAsync(store, id, cancellationToken))?.Record;

    public async Task<bool> ExistsAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken) =>
        await Blob(store, id).ExistsAsync(cancellationToken);

    /// <summary>
    /// Whether the account still has the record in any form: an older version, a snapshot, or soft-deleted. A keys account must keep none
    /// of these, because they would bring an erased key back.
    /// </summary>
    public async Task<bool> IsKeptAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken)
    {
        const BlobStates Any = BlobStates.Snapshots | BlobStates.Version | BlobStates.Deleted;
        return await store.Keyring.GetBlobsAsync(
            new() { States = Any, Prefix = Prefix + id }, cancellationToken).AnyAsync(cancellationToken);
    }

    async Task<StoredKeys?> UpdateAsync(
        TenantStore store,
        RecordingId id,
        Func<RecordingKeyRecord, Task<RecordingKeyRecord?>> change,
        CancellationToken cancellationToken,
        StoredKeys? known = null)
    {
        for (var found = known ?? await ReadAsync(store, id, cancellationToken);
            found is not null;
            found = await ReadAsync(store, id, cancellationToken))
        {
            if (await change(found.Record) is not { } changed)
            {
                return found;
            }

            try
            {
                var unchanged = new BlobRequestConditions { IfMatch = found.ETag };
                return new StoredKeys(changed, await WriteAsync(store, id, changed, unchanged, cancellationToken));
            }
            catch (RequestFailedException e) when (e.IsOvertaken() || e.ErrorCode == BlobErrorCode.BlobNotFound)
            {
                // The record changed in the meantime: read it again. A record that is gone stays gone.
            }
        }

        return null;
    }

    async Task<GenerationKey> WrapAsync(TenantStore store, int generation, KeyBytes key, CancellationToken cancellationToken)
    {
        var wrapped = await vaults.Open(store.Scope).WrapAsync(key, cancellationToken);
        return new GenerationKey(generation, wrapped.KeyId, KeyRecord.Algorithm, wrapped.Bytes.ToArray());
    }

    void Forget(TenantStore store, RecordingId id, IEnumerable<GenerationKey> keys)
    {
        foreach (var key in keys)
        {
            cache.Forget(CacheName(store, id, key.Generation));
        }
    }

    static async Task<StoredKeys?> ReadAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken)
    {
        try
        {
            return await store.Documents.FindAsync(Blob(store, id), cancellationToken) is { } found
                ? new StoredKeys(StateJson.Read<RecordingKeyRecord>(found.Content), found.ETag)
                : null;
        }
        catch (Exception broken) when (broken is InvalidDataException or UnauthenticDocumentException)
        {
            throw new ManifestException("The recording's key record is not authentic, or does not parse.", broken);
        }
    }

    static async Task<ETag> WriteAsync(
        TenantStore store, RecordingId id, RecordingKeyRecord record, BlobRequestConditions conditions, CancellationToken cancellationToken) =>
        (await store.Documents.UploadAsync(
            Blob(store, id),
            BinaryData.FromBytes(StateJson.Write(record)),
            new BlobUploadOptions { Conditions = conditions, Metadata = SealVersions.Metadata(record.Keys.Select(x => x.Kid)) },
            cancellationToken)).ETag;

    static BlobClient Blob(TenantStore store, RecordingId id) => store.Keyring.GetBlobClient(Prefix + id);

    // The acting identity is part of the name, so that a key cached for one tenant never answers another that mixed up the resource.
    static string CacheName(TenantStore store, RecordingId id, int generation) => $"{CachePrefix(store, id)}{generation}";

    static string CachePrefix(TenantStore store, RecordingId id) => $"{store.Scope.Identity}:{store.Scope.Resource}/recordings/{id}/";
}

/// <summary>A key record as read.</summary>
public sealed record StoredKeys(RecordingKeyRecord Record, ETag ETag);

/// <summary>An opened key of a generation; disposing it zeroes this copy.</summary>
/// <param name="MinSequence">Manifests with a lower sequence are refused, because they were rolled back.</param>
/// <param name="KeyVersion">The <c>seal</c> version that wraps it.</param>
public sealed record RecordingKey(int Generation, KeyBytes Bytes, long MinSequence, string KeyVersion) : IDisposable
{
    public void Dispose() => Bytes.Dispose();
}

/// <summary>The key record <c>keyring/recordings/{id}</c>.</summary>
public sealed record RecordingKeyRecord
{
    public int V { get; init; } = 1;

    public required IReadOnlyList<GenerationKey> Keys { get; init; }

    public long MinSequence { get; init; }

    /// <summary>The tenant's call id, sealed (<see cref="SealedCallIds"/>).</summary>
    public string? CallId { get; init; }
}

/// <param name="Kid">The <c>seal</c> version that wrapped it.</param>
/// <param name="Wrapped">384 bytes for RSA-3072.</param>
public sealed record GenerationKey(int Generation, string Kid, string Alg, byte[] Wrapped);
