using System.Formats.Tar;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Compliance.Local.Hosting;

namespace Compliance.Local.Backup;

/// <summary>
/// Blobs as a tar file (POSIX pax): one entry per blob under its own name, with its metadata and type as extended attributes
/// <c>compliance.…</c>. Written and read in one pass; blobs above 4 MiB are streamed.
/// </summary>
static class BlobArchive
{
    const int Small = 4 * 1024 * 1024;
    const int AtOnce = 16;
    const string Attribute = "compliance.";
    const string Kind = Attribute + "type";
    const string ContentType = Attribute + "content-type";
    const string Metadata = Attribute + "metadata.";
    const string Append = "append";

    /// <param name="wanted">Selects blobs by name.</param>
    /// <returns>Names of the blobs written.</returns>
    public static async Task<IReadOnlyList<string>> WriteAsync(
        string path, BlobContainerClient container, Func<string, bool> wanted, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        await using var file = PrivateFile.Create(path);
        await using var tar = new TarWriter(file, TarEntryFormat.Pax);
        var blobs = container.GetBlobsAsync(new() { Traits = BlobTraits.Metadata }, cancellationToken).Where(x => wanted(x.Name));
        await foreach (var batch in blobs.Chunk(AtOnce).WithCancellation(cancellationToken))
        {
            foreach (var (blob, content) in await Task.WhenAll(batch.Select(x => OpenAsync(container, x, cancellationToken))))
            {
                if (content is null)
                {
                    continue;
                }

                await using (content)
                {
                    var entry = new PaxTarEntry(TarEntryType.RegularFile, blob.Name, Attributes(blob));
                    entry.DataStream = content.Length == 0 ? null : content;
                    await tar.WriteEntryAsync(entry, cancellationToken);
                }

                names.Add(blob.Name);
            }
        }

        return names;
    }

    /// <summary>Reads the blobs in order. Each must be consumed before the next is requested.</summary>
    public static async IAsyncEnumerable<ArchivedBlob> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        await using var tar = new TarReader(file);
        while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            if (entry is not PaxTarEntry pax)
            {
                throw new LocalStartException($"{path} has an entry that does not belong in a copy.");
            }

            var attributes = pax.ExtendedAttributes;
            yield return new ArchivedBlob(
                entry.Name,
                attributes.GetValueOrDefault(Kind) == Append,
                attributes.GetValueOrDefault(ContentType),
                attributes.Where(x => x.Key.StartsWith(Metadata, StringComparison.Ordinal))
                    .ToDictionary(x => x.Key[Metadata.Length..], x => x.Value, StringComparer.Ordinal),
                entry.DataStream ?? Stream.Null);
        }
    }

    static Dictionary<string, string> Attributes(BlobItem blob)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [Kind] = blob.Properties.BlobType is BlobType.Append ? Append : "block",
        };
        if (blob.Properties.ContentType is { Length: > 0 } type)
        {
            attributes[ContentType] = type;
        }

        foreach (var (name, value) in blob.Metadata)
        {
            attributes[Metadata + name] = value;
        }

        return attributes;
    }

    /// <summary>Null for a blob that was deleted since it was listed. One that was replaced since is read in its current version.</summary>
    static async Task<(BlobItem Blob, Stream? Content)> OpenAsync(
        BlobContainerClient container, BlobItem listed, CancellationToken cancellationToken)
    {
        try
        {
            // An append blob only grows, so its content up to the listed length is complete entries.
            if (listed.Properties.BlobType is BlobType.Append)
            {
                var log = await container.GetAppendBlobClient(listed.Name).OpenReadAsync(
                    new BlobOpenReadOptions(allowModifications: true) { BufferSize = Small }, cancellationToken);
                return (listed, new PrefixStream(log, listed.Properties.ContentLength ?? 0));
            }

            var blob = container.GetBlobClient(listed.Name);
            if (listed.Properties.ContentLength > Small)
            {
                var pinned = new BlobOpenReadOptions(allowModifications: false) { BufferSize = Small };
                return (listed, await blob.OpenReadAsync(pinned, cancellationToken));
            }

            BlobDownloadResult small = await blob.DownloadContentAsync(cancellationToken);
            listed.Metadata.Clear();
            foreach (var (name, value) in small.Details.Metadata)
            {
                listed.Metadata[name] = value;
            }

            return (listed, small.Content.ToStream());
        }
        catch (RequestFailedException gone) when (gone.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return (listed, null);
        }
    }
}

/// <param name="Content">Must be read before the next blob is requested.</param>
sealed record ArchivedBlob(
    string Name, bool IsAppend, string? ContentType, IReadOnlyDictionary<string, string> Metadata, Stream Content);
