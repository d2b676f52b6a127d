using Compliance.Keys;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Recordings.State;

/// <summary>A recording whose manifest was verified, with the key it was verified under.</summary>
public sealed record OpenedRecording(StoredRecording Stored, RecordingManifest Manifest, RecordingKey Key) : IDisposable
{
    public RecordingDocument Document => Stored.Document;

    public void Dispose() => Key.Dispose();
}

/// <summary>Opens manifests: key from the key ring, authenticity, roll-back.</summary>
public sealed class RecordingManifests(RecordingStateStore states, KeyRing keys)
{
    /// <summary>Null when there is no such recording, or its key is gone (erased).</summary>
    /// <exception cref="ManifestException">What is stored is not authentic.</exception>
    public async Task<OpenedRecording?> FindAsync(TenantStore store, RecordingId id, CancellationToken cancellation)
    {
        // A seal that takes effect between the two reads drops the key of the generation that was read first: read again, once.
        for (var attempt = 0; ; attempt++)
        {
            var stored = await states.FindAsync(store, id, cancellation);
            if (stored?.Document.Manifest is null)
            {
                return null;
            }

            if (await keys.FindAsync(store, id, stored.Document.KeyGeneration, cancellation) is { } key)
            {
                return new OpenedRecording(stored, ManifestSeal.Open(store.Tenant, stored, key), key);
            }

            if (attempt == 1)
            {
                return null;
            }
        }
    }

    /// <summary>Opens the manifest of a document at hand.</summary>
    /// <exception cref="ManifestException">What is stored is not authentic, or its key is gone.</exception>
    public async Task<RecordingManifest> OpenAsync(
        TenantStore store, RecordingId id, RecordingDocument document, CancellationToken cancellation)
    {
        using var key = await keys.FindAsync(store, id, document.KeyGeneration, cancellation)
            ?? throw new ManifestException("The recording's key is gone.");
        return ManifestSeal.Open(store.Tenant, new StoredRecording(id, document, default), key);
    }

    /// <summary>The identifier that the SDK's and our own reader expect in blobs of a generation.</summary>
    public static SealedKeyId KeyId(TenantStore store, RecordingId id, int generation) => new(store.Tenant, id, generation);
}
