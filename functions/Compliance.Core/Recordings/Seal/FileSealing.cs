using System.Security.Cryptography;
using Compliance.Keys;
using Compliance.Pci;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>The result of sealing one file.</summary>
/// <param name="Content">The sealed content; null if the file may not be kept.</param>
/// <param name="Problem">A quarantine reason, or null.</param>
public sealed record FileReceipt(SealedContent? Content, string? Problem);

/// <summary>Third step: passes each source through the gate into its sealed blob, in one pass and constant memory.</summary>
public static class FileSealing
{
    /// <summary>Files sealed concurrently.</summary>
    const int AtOnce = 2;

    /// <returns>
    /// One receipt per source, in the same order; null if a file of this generation exists that this pass did not write.
    /// </returns>
    /// <exception cref="SourceChangedException">An upload was overwritten after sealing had started.</exception>
    public static async Task<IReadOnlyList<FileReceipt>?> SealAsync(
        TenantStore store, TakenRecording taken, SealingSources sources, GateRecord gate, CancellationToken cancellationToken)
    {
        var receipts = new FileReceipt?[taken.Run.Sources.Count];
        if (gate.Plan.Quarantine?.Class == QuarantineClass.CardData)
        {
            return [.. receipts.Select(_ => new FileReceipt(null, null))];
        }

        await Parallel.ForEachAsync(
            taken.Run.Sources.Index(),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (x, token) => receipts[x.Index] = await SealAsync(store, taken, sources, x.Item, gate, token));
        return receipts.Contains(null) ? null : [.. receipts.OfType<FileReceipt>()];
    }

    static async Task<FileReceipt?> SealAsync(
        TenantStore store,
        TakenRecording taken,
        SealingSources sources,
        SealingSource source,
        GateRecord gate,
        CancellationToken cancellationToken)
    {
        var unopened = gate.Unopened.Contains(source.Ordinal);
        await using var clear = unopened
            ? await sources.OpenRawAsync(source, cancellationToken)
            : await sources.OpenAsync(source, cancellationToken);
        var file = new GateFile(
            source.Ordinal, source.Name, source.ContentType, source.ArrivedSize, token => sources.OpenAsync(source, token));
        await using var gated = unopened ? clear : PciGate.Apply(file, clear, gate.Plan);
        var content = await SealedBlobWriter.WriteAsync(
            SealedFileNames.Blob(store, taken.Id, taken.Key.Generation, source.Ordinal),
            gated,
            taken.Key.Bytes,
            ManifestReader.KeyId(store, taken.Id, taken.Key.Generation),
            cancellationToken);
        if (content is null)
        {
            return null;
        }

        var problem = unopened
            ? QuarantineReasonCodes.NotDecryptable
            : await HashDiffersAsync(source, sources, taken.Current, cancellationToken) ? QuarantineReasonCodes.HashMismatch : null;
        return new FileReceipt(content, problem);
    }

    /// <summary>The announced hash covers the uploaded bytes, which the gate may change; it is therefore checked on the upload.</summary>
    /// <param name="key">Under which it was announced: that of the manifest, until this sealing takes effect.</param>
    static async Task<bool> HashDiffersAsync(
        SealingSource source, SealingSources sources, RecordingKey key, CancellationToken cancellationToken)
    {
        if (source.HashMac is null || source.ETag is null)
        {
            return false;
        }

        await using var upload = await sources.OpenRawAsync(source, cancellationToken);
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(upload, cancellationToken));
        return !DerivedMac.Matches(AnnouncedHash.Of(hash, source.Ordinal, key), source.HashMac);
    }
}
