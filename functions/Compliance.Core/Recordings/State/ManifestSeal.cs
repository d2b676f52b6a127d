using System.Text;
using Compliance.Json;
using Compliance.Keys;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// Authenticates manifests: HMAC-SHA-256 under a key derived (HKDF, RFC 5869) from the generation's recording key. The SHA-256 of each file
/// is sealed under that key: a short text, such as a note with a telephone number, could be guessed from a plain hash, even after its
/// erasure from an earlier version of the state.
/// </summary>
public static class ManifestSeal
{
    static readonly byte[] Purpose = "compliance/manifest/v1"u8.ToArray();

    /// <summary>The document with the manifest in it, authenticated under <paramref name="key"/>.</summary>
    public static RecordingDocument Put(RecordingDocument document, RecordingManifest manifest, RecordingKey key)
    {
        var json = StateJson.Write(WithHashes(manifest, (x, context) => SealedText.Seal(x, key.Bytes, context)));
        return document with
        {
            Manifest = Encoding.UTF8.GetString(json),
            ManifestMac = DerivedMac.Of(key.Bytes, Purpose, json),
            KeyGeneration = key.Generation,
        };
    }

    /// <summary>Returns the manifest if it is authentic, belongs to this recording, and is not older than the key ring allows.</summary>
    /// <exception cref="ManifestException">It is not.</exception>
    public static RecordingManifest Open(TenantId tenant, StoredRecording stored, RecordingKey key)
    {
        var document = stored.Document;
        if (document.Manifest is null || document.ManifestMac is null)
        {
            throw new ManifestException("The recording has no manifest.");
        }

        var json = Encoding.UTF8.GetBytes(document.Manifest);
        if (key.Generation != document.KeyGeneration || !DerivedMac.Matches(document.ManifestMac, DerivedMac.Of(key.Bytes, Purpose, json)))
        {
            throw new ManifestException("The manifest is not authentic.");
        }

        var manifest = StateJson.Read<RecordingManifest>(json);
        if (manifest.Tenant != tenant.ToString() || manifest.RecordingId != stored.Id.ToString())
        {
            throw new ManifestException("The manifest belongs to another recording.");
        }

        if (manifest.Sequence < key.MinSequence)
        {
            throw new ManifestException("The manifest was rolled back.");
        }

        // The queue decides who may listen, so an edited copy of the facts is as bad as an edited manifest.
        if (manifest.Facts != document.Facts)
        {
            throw new ManifestException("The facts do not match the manifest.");
        }

        // Readers are shown the authenticated generation; the document's copy is only for lists.
        if (manifest.Generation != document.Generation)
        {
            throw new ManifestException("The manifest belongs to another generation.");
        }

        return WithHashes(manifest, (x, context) => SealedText.Open(x, key.Bytes, context)
            ?? throw new ManifestException("A file's hash belongs to another file."));
    }

    static RecordingManifest WithHashes(RecordingManifest manifest, Func<string, string, string> change) => manifest with
    {
        Files =
        [
            .. manifest.Files.Select(file => file with
            {
                Content = file.Content with
                {
                    Sha256 = change(
                        file.Content.Sha256,
                        $"sha256/{manifest.Tenant}/{manifest.RecordingId}/{manifest.Generation}/{file.Ordinal}"),
                },
            }),
        ],
    };

    /// <summary>The index entries of a document that this process has just written or authenticated.</summary>
    public static IReadOnlyList<string> IndexEntries(StoredRecording own) =>
        StateJson.Read<RecordingManifest>(Encoding.UTF8.GetBytes(own.Document.Manifest!)).IndexEntries;
}
