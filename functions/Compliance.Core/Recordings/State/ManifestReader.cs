using Azure;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>A recording whose manifest was verified, with the key it was verified under.</summary>
public sealed record OpenedRecording(StoredRecording Stored, RecordingManifest Manifest, RecordingKey Key) : IDisposable
{
    public RecordingDocument Document => Stored.Document;

    public void Dispose() => Key.Dispose();
}

/// <summary>Opens manifests: reads the key from the key ring, then checks authenticity and roll-back.</summary>
public sealed class ManifestReader(RecordingStateStore states, KeyRing keys)
{
    /// <summary>Null if there is no such recording, or if it was erased with its key.</summary>
    /// <param name="known">The state if it has just been read, to try first; null to read it.</param>
    /// <exception cref="ManifestException">What is stored is not authentic, or its key is gone without an erasure.</exception>
    public async Task<OpenedRecording?> FindAsync(
        TenantStore store, RecordingId id, CancellationToken cancellationToken, StoredRecording? known = null)
    {
        while (true)
        {
            var stored = known ?? await states.FindAsync(store, id, cancellationToken);
            known = null;
            if (stored?.Document.Manifest is null)
            {
                return null;
            }

            // A change between the two reads may drop the key that this document depends on, or raise the sequence above its manifest's.
            // So a failure counts only if the document is still the current one.
            try
            {
                if (await TryOpenAsync(store, stored, cancellationToken) is { } opened)
                {
                    return opened;
                }
            }
            catch (ManifestException)
            {
                if (await states.IsCurrentAsync(store, stored, cancellationToken))
                {
                    throw;
                }

                continue;
            }

            if (await states.IsCurrentAsync(store, stored, cancellationToken))
            {
                return stored.Document.State is RecordingState.Erasing or RecordingState.Erased
                    ? null
                    : throw new ManifestException("The recording's key is gone, but no erasure destroyed it.");
            }
        }
    }

    /// <summary>
    /// Reads what a manifest names. A concurrent change may remove what the older manifest names; it is then read again through the new
    /// one.
    /// </summary>
    /// <param name="read">Receives null if there is no such recording, or if its key is gone (erased).</param>
    /// <param name="known">The state if it has just been read, to start with; null to read it.</param>
    /// <exception cref="ManifestException">What is stored is not authentic.</exception>
    /// <exception cref="SealedContentException">A sealed blob is not authentic.</exception>
    public async Task<T> ReadAsync<T>(
        TenantStore store,
        RecordingId id,
        Func<OpenedRecording?, Task<T>> read,
        CancellationToken cancellationToken,
        StoredRecording? known = null)
    {
        while (true)
        {
            using var recording = await FindAsync(store, id, cancellationToken, known);
            known = null;
            try
            {
                return await read(recording);
            }
            catch (Exception e) when (recording is not null && e is SealedContentException or RequestFailedException { Status: 404 })
            {
                if (await states.IsCurrentAsync(store, recording!.Stored, cancellationToken))
                {
                    throw;
                }
            }
        }
    }

    /// <summary>Opens the manifest of a given document.</summary>
    /// <exception cref="ManifestException">What is stored is not authentic, or its key is gone.</exception>
    public async Task<RecordingManifest> OpenAsync(
        TenantStore store, RecordingId id, RecordingDocument document, CancellationToken cancellationToken)
    {
        using var key = await keys.FindAsync(store, id, document.KeyGeneration, cancellationToken)
            ?? throw new ManifestException("The recording's key is gone.");
        return ManifestSeal.Open(store.Tenant, new StoredRecording(id, document, default), key);
    }

    async Task<OpenedRecording?> TryOpenAsync(TenantStore store, StoredRecording stored, CancellationToken cancellationToken)
    {
        var key = await keys.FindAsync(store, stored.Id, stored.Document.KeyGeneration, cancellationToken);
        try
        {
            return key is null ? null : new OpenedRecording(stored, ManifestSeal.Open(store.Tenant, stored, key), key);
        }
        catch
        {
            key?.Dispose();
            throw;
        }
    }

    /// <summary>The key id that the SDK's reader and our own expect in blobs of a generation.</summary>
    public static SealedKeyId KeyId(TenantStore store, RecordingId id, int generation) => new(store.Tenant, id, generation);
}
