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

    /// <summary>Creates the record with the key of generation 1; where there is a record, leaves it.</summary>
    /// <param name="sealedCallId">See <see cref="SealedCallIds"/>.</param>
    public async Task CreateAsync(TenantStore store, RecordingId id, CancellationToken cancellation, string? sealedCallId = null)
    {
        using var key = KeyBytes.Create();
        var record = new RecordingKeyRecord { Keys = [await WrapAsync(store, generation: 1, key, cancellation)], CallId = sealedCallId };
        try
        {
            await WriteAsync(store, id, record, new BlobRequestConditions { IfNoneMatch = ETag.All }, cancellation);
            await KeepAsync(store, id, generation: 1, key, cancellation);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobAlreadyExists || e.Status == 412)
        {
            // Another try of the same ticket made it.
        }
    }

    /// <summary>The key of a generation, a copy that the caller disposes; null when the record or that generation is gone.</summary>
    /// <exception cref="ManifestException">What is stored is not a record of this tenant's vault.</exception>
    public async Task<RecordingKey?> FindAsync(TenantStore store, RecordingId id, int generation, CancellationToken cancellation)
    {
        if (await ReadAsync(store, id, cancellation) is not var (record, _)
            || record.Keys.FirstOrDefault(k => k.Generation == generation) is not { } wrapped)
        {
            return null;
        }

        try
        {
            var bytes = await cache.GetAsync(
                CacheName(store, id, generation),
                token => vaults.Open(store.Scope).UnwrapAsync(new WrappedKey(wrapped.Kid, wrapped.Wrapped), token),
                cancellation);
            return new RecordingKey(generation, bytes, record.MinSequence, wrapped.Kid);
        }
        catch (CryptographicException foreign)
        {
            throw new ManifestException("The recording's key does not open.", foreign);
        }
    }

    /// <summary>Adds a key for a generation that is about to be sealed. A second try finds the first one's.</summary>
    /// <returns>False when the record is gone.</returns>
    public async Task<bool> AddGenerationAsync(TenantStore store, RecordingId id, int generation, CancellationToken cancellation)
    {
        using var key = KeyBytes.Create();
        return await UpdateAsync(
            store,
            id,
            async record => record.Keys.Any(k => k.Generation == generation)
                ? null
                : record with { Keys = [.. record.Keys, await WrapAsync(store, generation, key, cancellation)] },
            cancellation);
    }

    /// <summary>
    /// After a manifest took effect: older manifests are refused from now on, and keys of older generations are dropped, which shreds them.
    /// </summary>
    /// <returns>False when the record is gone.</returns>
    public Task<bool> AdvanceAsync(TenantStore store, RecordingId id, long minSequence, int generation, CancellationToken cancellation) =>
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
            cancellation);

    /// <summary>Deletes the record: every copy of the recording's ciphertext is unreadable from here on (GDPR Art. 17).</summary>
    /// <returns>Whether there was a record.</returns>
    public async Task<bool> ShredAsync(TenantStore store, RecordingId id, CancellationToken cancellation)
    {
        var known = await KnownAsync(store, id, cancellation);
        bool deleted = await Blob(store, id).DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellation);
        Forget(store, id, known);
        return deleted;
    }

    /// <summary>The sealed call id that lies beside the keys; null when there is none, or the record is gone.</summary>
    /// <exception cref="ManifestException">What is stored is no key record.</exception>
    public async Task<string?> FindCallIdAsync(TenantStore store, RecordingId id, CancellationToken cancellation) =>
        (await ReadAsync(store, id, cancellation))?.Record.CallId;

    /// <summary>The record as it lies there, unopened; null when it is gone.</summary>
    /// <exception cref="ManifestException">What is stored is no key record.</exception>
    public async Task<RecordingKeyRecord?> FindRecordAsync(TenantStore store, RecordingId id, CancellationToken cancellation) =>
        (await ReadAsync(store, id, cancellation))?.Record;

    public async Task<bool> ExistsAsync(TenantStore store, RecordingId id, CancellationToken cancellation) =>
        await Blob(store, id).ExistsAsync(cancellation);

    /// <summary>
    /// Whether the account still has the record in any form: an older version, a snapshot, or soft-deleted. A keys account keeps none of
    /// these; one that does would bring an erased key back.
    /// </summary>
    public async Task<bool> IsKeptAsync(TenantStore store, RecordingId id, CancellationToken cancellation)
    {
        const BlobStates Any = BlobStates.Snapshots | BlobStates.Version | BlobStates.Deleted;
        return await store.Keyring.GetBlobsAsync(new() { States = Any, Prefix = Prefix + id }, cancellation).AnyAsync(cancellation);
    }

    /// <summary>A record that does not parse is deleted like any other.</summary>
    static async Task<IReadOnlyList<GenerationKey>> KnownAsync(TenantStore store, RecordingId id, CancellationToken cancellation)
    {
        try
        {
            return await ReadAsync(store, id, cancellation) is var (record, _) ? record.Keys : [];
        }
        catch (ManifestException)
        {
            return [];
        }
    }

    async Task<bool> UpdateAsync(
        TenantStore store, RecordingId id, Func<RecordingKeyRecord, Task<RecordingKeyRecord?>> change, CancellationToken cancellation)
    {
        while (await ReadAsync(store, id, cancellation) is var (record, etag))
        {
            if (await change(record) is not { } changed)
            {
                return true;
            }

            try
            {
                await WriteAsync(store, id, changed, new BlobRequestConditions { IfMatch = etag }, cancellation);
                return true;
            }
            catch (RequestFailedException e) when (e.IsOvertaken() || e.ErrorCode == BlobErrorCode.BlobNotFound)
            {
                // Somebody came in between; read again. A record that is gone stays gone.
            }
        }

        return false;
    }

    /// <summary>A key that this process made needs no call of the vault to be known.</summary>
    async Task KeepAsync(TenantStore store, RecordingId id, int generation, KeyBytes key, CancellationToken cancellation)
    {
        using var kept = await cache.GetAsync(CacheName(store, id, generation), _ => Task.FromResult(key.Copy()), cancellation);
    }

    async Task<GenerationKey> WrapAsync(TenantStore store, int generation, KeyBytes key, CancellationToken cancellation)
    {
        var wrapped = await vaults.Open(store.Scope).WrapAsync(key, cancellation);
        return new GenerationKey(generation, wrapped.KeyId, KeyRecord.Algorithm, wrapped.Bytes.ToArray());
    }

    void Forget(TenantStore store, RecordingId id, IEnumerable<GenerationKey> keys)
    {
        foreach (var key in keys)
        {
            cache.Forget(CacheName(store, id, key.Generation));
        }
    }

    static async Task<(RecordingKeyRecord Record, ETag ETag)?> ReadAsync(TenantStore store, RecordingId id, CancellationToken cancellation)
    {
        try
        {
            BlobDownloadResult blob = await Blob(store, id).DownloadContentAsync(cancellation);
            return (StateJson.Read<RecordingKeyRecord>(blob.Content), blob.Details.ETag);
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

    static Task WriteAsync(
        TenantStore store, RecordingId id, RecordingKeyRecord record, BlobRequestConditions conditions, CancellationToken cancellation) =>
        Blob(store, id).UploadAsync(
            BinaryData.FromBytes(StateJson.Write(record)),
            new BlobUploadOptions { Conditions = conditions, Metadata = SealVersions.Metadata(record.Keys.Select(x => x.Kid)) },
            cancellation);

    static BlobClient Blob(TenantStore store, RecordingId id) => store.Keyring.GetBlobClient(Prefix + id);

    // The acting identity is part of the name: a key cached for one tenant is no answer to another that mixed up the resource.
    static string CacheName(TenantStore store, RecordingId id, int generation) =>
        $"{store.Scope.Identity}:{store.Scope.Resource}/recordings/{id}/{generation}";
}

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
