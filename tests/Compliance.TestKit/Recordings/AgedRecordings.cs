using System.Text;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.TestKit;

/// <summary>Makes sealed recordings such as an older gate would have left.</summary>
public static class AgedRecordings
{
    /// <param name="content">What its first file has, unseen by any gate; null to leave it.</param>
    /// <param name="note">The value of a custom pair in its metadata; null to leave them.</param>
    public static async Task AgeAsync(
        this IServiceProvider services,
        TenantStore store,
        RecordingId id,
        string? content = null,
        string? note = null,
        CorrectionNote? correction = null,
        CancellationToken cancellationToken = default)
    {
        using var recording = await services.GetRequiredService<ManifestReader>().FindAsync(store, id, cancellationToken)
            ?? throw new InvalidOperationException("The recording does not exist.");
        var manifest = recording.Manifest;
        manifest = manifest with
        {
            Sequence = manifest.Sequence + 1,
            Pci = manifest.Pci! with { Gate = 0 },
            Files = content is null
                ? manifest.Files
                :
                [
                    manifest.Files[0] with { Content = await ReplaceAsync(store, recording, content, cancellationToken) },
                    .. manifest.Files.Skip(1),
                ],
            Metadata = With(recording, note, correction),
        };
        var aged = ManifestSeal.Put(recording.Document, manifest, recording.Key);
        _ = await services.GetRequiredService<RecordingStateStore>().TryReplaceAsync(store, recording.Stored, aged, cancellationToken)
            ?? throw new InvalidOperationException("The recording has changed.");
    }

    static string With(OpenedRecording recording, string? note, CorrectionNote? correction)
    {
        var record = SealedMetadata.Open(recording);
        record = note is null ? record : record with
        {
            Call = record.Call with { Custom = new Dictionary<string, string>(StringComparer.Ordinal) { ["note"] = note } },
        };
        record = correction is null ? record : record with { Corrections = [.. record.Corrections, correction] };
        return SealedMetadata.Seal(recording.Manifest.Tenant, recording.Stored.Id, recording.Key, record);
    }

    static async Task<SealedContent> ReplaceAsync(
        TenantStore store, OpenedRecording recording, string content, CancellationToken cancellationToken)
    {
        var (id, generation, ordinal) = (recording.Stored.Id, recording.Manifest.Generation, recording.Manifest.Files[0].Ordinal);
        var blob = SealedFileNames.Blob(store, id, generation, ordinal);
        await blob.DeleteAsync(cancellationToken: cancellationToken);
        using var clear = new MemoryStream(Encoding.UTF8.GetBytes(content));
        return await SealedBlobWriter.WriteAsync(
            blob, clear, recording.Key.Bytes, ManifestReader.KeyId(store, id, generation), cancellationToken)
            ?? throw new InvalidOperationException("The blob is still there.");
    }
}
