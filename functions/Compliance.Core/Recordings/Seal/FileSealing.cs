using System.Security.Cryptography;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>What sealing one file came to.</summary>
/// <param name="Content">As sealed; null when the file may not be kept.</param>
/// <param name="Problem">A quarantine reason, or null.</param>
public sealed record FileReceipt(SealedContent? Content, string? Problem);

/// <summary>
/// Third step, once a file: upload → gate → sealed blob, in one pass and constant memory. The blob is create-only: of two tries at once
/// one wins and the other measures what it finds, so both end with the same receipt.
/// </summary>
public sealed class FileSealing(
    RecordingStateStore states,
    KeyRing keys,
    ManifestReader manifests,
    SealingSourceReader sources,
    TombstoneStore tombstones,
    RecordingBlobRemoval remnants)
{
    /// <exception cref="SourceChangedException">The upload was written again after it was taken.</exception>
    public async Task SealAsync(TenantStore store, RecordingId id, int generation, int ordinal, CancellationToken cancellation)
    {
        if (await states.FindAsync(store, id, cancellation) is not { Document.Run: { } run } || run.Generation != generation)
        {
            return;
        }

        using var key = await keys.FindAsync(store, id, generation, cancellation);
        using var recording = await manifests.FindAsync(store, id, cancellation);
        var receiptName = SealingWork.Receipt(id, generation, ordinal);
        if (key is null
            || recording is null
            || await SealingWork.FindAsync<FileReceipt>(store, receiptName, key, cancellation) is not null
            || await SealingWork.FindAsync<GateRecord>(store, SealingWork.Plan(id, generation), key, cancellation) is not { } record)
        {
            return;
        }

        var source = run.Sources.Single(s => s.Ordinal == ordinal);
        var receipt = record.Plan.Quarantine?.Class == QuarantineClass.CardData
            ? new FileReceipt(null, null)
            : await SealAsync(store, id, recording.Manifest, source, record, key, cancellation);
        await SealingWork.PutAsync(store, receiptName, receipt, key, cancellation);
        if (await tombstones.FindAsync(store, id, cancellation) is not null)
        {
            // An erasure went through the stores while this was written.
            await remnants.RemoveAsync(store, id, callToken: null, cancellation);
        }
    }

    async Task<FileReceipt> SealAsync(
        TenantStore store,
        RecordingId id,
        RecordingManifest manifest,
        SealingSource source,
        GateRecord record,
        RecordingKey key,
        CancellationToken cancellation)
    {
        var unopened = record.Unopened.Contains(source.Ordinal);
        var target = SealedFileNames.Blob(store, id, key.Generation, source.Ordinal);
        var keyId = ManifestReader.KeyId(store, id, key.Generation);
        SealedContent? content;
        await using (var clear = unopened
            ? await sources.OpenRawAsync(store, id, source, cancellation)
            : await sources.OpenAsync(store, id, manifest, source, cancellation))
        {
            var file = new GateFile(source.Ordinal, source.Name, source.ContentType, source.ArrivedSize, _ => Task.FromResult(clear));
            await using var gated = unopened ? clear : PciGate.Apply(file, clear, record.Plan);
            content = await SealedBlobWriter.WriteAsync(target, gated, key.Bytes, keyId, cancellation);
        }

        content ??= await SealedBlobReader.MeasureAsync(target, key.Bytes, keyId, cancellation);
        var problem = unopened
            ? QuarantineReasonCodes.NotDecryptable
            : await HashDiffersAsync(store, id, source, cancellation) ? QuarantineReasonCodes.HashMismatch : null;
        return new FileReceipt(content, problem);
    }

    /// <summary>The announced hash is of the bytes as uploaded, which the gate may change: it is checked on the upload itself.</summary>
    async Task<bool> HashDiffersAsync(TenantStore store, RecordingId id, SealingSource source, CancellationToken cancellation)
    {
        if (source.AnnouncedSha256 is null || source.ETag is null)
        {
            return false;
        }

        await using var upload = await sources.OpenRawAsync(store, id, source, cancellation);
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(upload, cancellation));
        return !string.Equals(hash, source.AnnouncedSha256, StringComparison.OrdinalIgnoreCase);
    }
}
