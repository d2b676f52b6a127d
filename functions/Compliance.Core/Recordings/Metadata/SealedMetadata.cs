using System.Globalization;
using System.Text;
using Compliance.Json;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Sealing;

namespace Compliance.Recordings;

/// <summary>
/// The call's metadata at rest: the whole ticket, sealed (<see cref="SealedText"/>) under the generation's key, inside the manifest. It
/// is therefore read and written with the state blob, and becomes unreadable with its key.
/// </summary>
public static class SealedMetadata
{
    public static string Seal(string tenant, RecordingId id, RecordingKey key, MetadataRecord metadata) =>
        SealedText.Seal(Encoding.UTF8.GetString(StateJson.Write(metadata)), key.Bytes, Context(tenant, id, key.Generation));

    /// <exception cref="ManifestException">It differs from what was sealed for this recording.</exception>
    public static MetadataRecord Open(OpenedRecording recording) => Open(recording.Manifest, recording.Stored.Id, recording.Key);

    /// <param name="key">The key of the manifest.</param>
    /// <exception cref="ManifestException">It differs from what was sealed for this recording.</exception>
    public static MetadataRecord Open(RecordingManifest manifest, RecordingId id, RecordingKey key) =>
        SealedText.Open(manifest.Metadata, key.Bytes, Context(manifest.Tenant, id, key.Generation)) is { } text
            ? StateJson.Read<MetadataRecord>(Encoding.UTF8.GetBytes(text))
            : throw new ManifestException("The recording's metadata differs from what was sealed.");

    static string Context(string tenant, RecordingId id, int generation) =>
        string.Create(CultureInfo.InvariantCulture, $"metadata/{tenant}/{id}/{generation}");
}
