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
/// The recordings' keys, one record each, wrapped by the tenant's <c>seal</c> key. Every generation has its own key: dropping it makes
/// that generation unreadable wherever a copy of it lies. Records are created once (<c>If-None-Match: *</c>), changed with
/// <c>If-Match</c>, and never recreated: none means erased.
/// </summary>
public sealed class KeyRing(ITenantVaultProvider vaults, UnwrappedKeyCache cache)
{
    const string Prefix = "recordings/";

    /// <summary>Of a recording's first manifest: none is older.</summary>
    const long FirstSequence = 1;

    /// <summary>Creates the record with the key of generation 1; where there is a record, leaves it.</summary>
    /// <param name="sealedCallId">See <see cref="SealedCallIds"/>.</param>
    /// <returns>
    /// The key of generation 1, a copy that the caller disposes; null when another try made the record, and it is gone again.
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
            // Another try of the same ticket made it.
            return await FindAsync(store, id, generation: 1, cancellationToken);
        }

        var kept = await cache.GetAsync(CacheName(store, id, generation: 1), _ => Task.FromResult(key.Copy()), cancellationToken);
        return new RecordingKey(1, kept, record.MinSequence, wrapped.Kid);
    }

    /// <summary>The key of a generation, a copy that the caller disposes; null when the record or that generation is gone.</summary>
    /// <exception cref="ManifestException">What is stored is not a record of this tenant's vault.</exception>
    public async Task<RecordingKey?> FindAsync(TenantStore store, RecordingId id, int generation, CancellationToken cancellationToken) =>
        await ReadAsync(store, id, cancellationToken) is { } found ? await OpenAsync(
            store, id, found, generation, cancellationToken) : null;

    /// <summary>As <see cref="FindAsync"/>, of a record at hand.</summary>
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

    /// <summary>Adds a key for a generation that is about to be sealed. A second try finds the first one's.</summary>
    /// <returns>The record as it is now; null when it is gone.</returns>
    public async Task<StoredKeys?> AddGenerationAsync(
        TenantStore store, RecordingId id, int generation, CancellationToken cancellationToken)
    {
        using var key = KeyBytes.Create();
        return await UpdateAsync(
            store,
            id,
            async record => record.Keys.Any(k => k.Generation == generation)
                ? null
                : record with { Keys = [.. record.Keys, await WrapAsync(store, generation, key, cancellationToken)] },
            cancellationToken);
    }

    /// <summary>
    /// After a manifest took effect: older manifests are refused from now on, and keys of older generations are dropped, which shreds them.
    /// </summary>
    /// <param name="known">The record as it was read a moment ago, to begin with; null to read it.</param>
    /// <returns>The record as it is now; null when it is gone.</returns>
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

    /// <summary>Deletes the record: every copy of the recording's ciphertext is unreadable from here on (GDPR Art. 17).</summary>
    /// <returns>Whether there was a record.</returns>
    public async Task<bool> ShredAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken)
    {
        bool deleted = await Blob(store, id).DeleteIfExistsAsync(
            DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellationToken);
        cache.ForgetAll(CachePrefix(store, id));
        return deleted;
    }

    /// <summary>The sealed call id that lies beside the keys; null when there is none, or the record is gone.</summary>
    /// <exception cref="ManifestException">What is stored is no key record.</exception>
    public async Task<string?> FindCallIdAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken) =>
        (await ReadAsync(store, id, cancellationToken))?.Record.CallId;

    /// <summary>The record as it lies there, unopened; null when it is gone.</summary>
    /// <exception cref="ManifestException">What is stored is no key record.</exception>
    public async Task<RecordingKeyRecord?> FindRecordAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken) =>
        (await ReadAsync(store, id, cancellationToken))?.Record;

    public async Task<bool> ExistsAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken) =>
        await Blob(store, id).ExistsAsync(cancellationToken);

    /// <summary>
    /// Whether the account still has the record in any form: an older version, a snapshot, or soft-deleted. A keys account keeps none of
    /// these; one that does would bring an erased key back.
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
                // Somebody came in between; read again. A record that is gone stays gone.
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
            BlobDownloadResult blob = await Blob(store, id).DownloadContentAsync(cancellationToken);
            return new StoredKeys(StateJson.Read<RecordingKeyRecord>(blob.Content), blob.Details.ETag);
        }
        catch (InvalidDataException broken)
        {
            throw new ManifestException("The recording's key record does not parse.", broken);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    static async Task<ETag> WriteAsync(
        TenantStore store,
        RecordingId id,
        RecordingKeyRecord record,
        BlobRequestConditions conditions,
        CancellationToken cancellationToken) =>
        (await Blob(store, id).UploadAsync(
            BinaryData.FromBytes(StateJson.Write(record)),
            new BlobUploadOptions { Conditions = conditions, Metadata = SealVersions.Metadata(record.Keys.Select(x => x.Kid)) },
            cancellationToken)).Value.ETag;

    static BlobClient Blob(TenantStore store, RecordingId id) => store.Keyring.GetBlobClient(Prefix + id);

    // The acting identity is part of the name: a key cached for one tenant is no answer to another that mixed up the resource.
    static string CacheName(TenantStore store, RecordingId id, int generation) => $"{CachePrefix(store, id)}{generation}";

    static string CachePrefix(TenantStore store, RecordingId id) => $"{store.Scope.Identity}:{store.Scope.Resource}/recordings/{id}/";
}

/// <summary>A key record as it was read.</summary>
public sealed record StoredKeys(RecordingKeyRecord Record, ETag ETag);

/// <summary>A generation's key, opened; disposing it zeroes this copy.</summary>
/// <param name="MinSequence">Manifests of a lower sequence are refused: they were rolled back.</param>
/// <param name="KeyVersion">The <c>seal</c> version it is wrapped under.</param>
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

    /// <summary>The tenant's own id of the call, sealed (<see cref="SealedCallIds"/>).</summary>
    public string? CallId { get; init; }
}

/// <param name="Kid">The <c>seal</c> version that wrapped it.</param>
/// <param name="Wrapped">384 bytes for RSA-3072.</param>
public sealed record GenerationKey(int Generation, string Kid, string Alg, byte[] Wrapped);
