using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Azure;
using Azure.Storage.Blobs.Models;
using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>A position in the log: blob number and byte offset in it.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct AuditPosition(int Blob, long Offset)
{
    public static AuditPosition Start => default;
}

/// <summary>What a reader meets in the log.</summary>
public abstract record LogPart
{
    /// <summary>Where a reader continues after it; null if it has no place in the order.</summary>
    public virtual AuditPosition? End => null;
}

/// <param name="Position">The start of the line.</param>
/// <param name="Next">The start of the next line, from which a reader can continue.</param>
/// <param name="Utf8">The entry as stored, without its MAC: the bytes of the leaf.</param>
public sealed record LoggedEntry(AuditPosition Position, AuditPosition Next, AuditLine Line, ReadOnlyMemory<byte> Utf8) : LogPart
{
    public override AuditPosition? End => Next;
}

/// <summary>Bytes of an append blob that are no entry: this product did not write them there.</summary>
public sealed record UnreadableBytes(AuditPosition Position, AuditPosition Next) : LogPart
{
    public override AuditPosition? End => Next;
}

/// <summary>A blob under <c>log/</c> that is none of the log's. Its name may be anything.</summary>
public sealed record ForeignBlob(string Name) : LogPart;

/// <summary>
/// Streams a tenant's log in its final order, repeats included, up to the end of each blob when it is reached. Whatever is not the log's
/// is passed on as such and read over.
/// </summary>
public sealed class AuditReader(TenantStoreFactory stores)
{
    /// <param name="from">The position of the first entry, or <see cref="AuditPosition.Start"/>.</param>
    /// <exception cref="TransparencyLogException">The log is shorter than <paramref name="from"/>.</exception>
    public async IAsyncEnumerable<LogPart> ReadAsync(
        TenantScope scope, AuditPosition from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var store = stores.Open(scope);
        var (blobs, foreign) = await AuditBlobs.ListAsync(store.Audit, cancellationToken);
        if (from != AuditPosition.Start && blobs.All(x => x.Number != from.Blob))
        {
            throw Shorter(from.Blob);
        }

        var last = await LastAsync(store, blobs, from.Blob, cancellationToken);
        foreach (var name in foreign.Concat(blobs.Where(x => x.Number > last).Select(x => AuditBlobs.NameOf(x.Number))))
        {
            yield return new ForeignBlob(name);
        }

        foreach (var (number, listed) in blobs.Where(x => x.Number >= from.Blob && x.Number <= last))
        {
            // A blob with a successor is full now, although it may not have been when the list was made.
            var length = number == last ? listed : await LengthAsync(store, number, cancellationToken);
            var offset = number == from.Blob ? from.Offset : 0;
            if (offset > length)
            {
                throw Shorter(number);
            }

            await foreach (var part in ReadBlobAsync(store, number, offset, length, cancellationToken))
            {
                yield return part;
            }
        }
    }

    /// <summary>
    /// The blob that writers are at. They go on to the next one only when a blob is full, so one in which nobody wrote an entry may have
    /// been put there by somebody else, to divert them from a blob that is not full.
    /// </summary>
    /// <param name="least">The number of a blob that writers have reached.</param>
    /// <returns>-1 if there is no blob.</returns>
    internal static async Task<int> LastAsync(
        TenantStore store, IReadOnlyList<(int Number, long Length)> blobs, int least, CancellationToken cancellationToken)
    {
        foreach (var (number, length) in blobs.Reverse())
        {
            if (number <= least
                || await ReadBlobAsync(store, number, 0, length, cancellationToken).OfType<LoggedEntry>().AnyAsync(cancellationToken))
            {
                return number;
            }
        }

        return blobs.Count == 0 ? -1 : blobs[0].Number;
    }

    static async Task<long> LengthAsync(TenantStore store, int number, CancellationToken cancellationToken)
    {
        BlobProperties properties = await store.Audit.GetBlobClient(AuditBlobs.NameOf(number)).GetPropertiesAsync(
            cancellationToken: cancellationToken);
        return properties.ContentLength;
    }

    static async IAsyncEnumerable<LogPart> ReadBlobAsync(
        TenantStore store, int number, long offset, long end, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (offset == end)
        {
            yield break;
        }

        var range = new BlobDownloadOptions { Range = new HttpRange(offset, end - offset) };
        var blob = store.Audit.GetBlobClient(AuditBlobs.NameOf(number));
        using var download = (await blob.DownloadStreamingAsync(range, cancellationToken)).Value;
        var reader = PipeReader.Create(download.Content);
        for (var isLast = false; !isLast;)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var rest = read.Buffer;
            isLast = read.IsCompleted;
            while (Next(rest, isLast) is { } size)
            {
                var (line, next) = (rest.Slice(0, size).ToArray(), offset + size);
                if (await PartAsync(store, new(number, offset), line, cancellationToken) is { } part)
                {
                    yield return part;
                }

                (rest, offset) = (rest.Slice(size), next);
            }

            reader.AdvanceTo(rest.Start, rest.End);
        }

        await reader.CompleteAsync();
    }

    /// <summary>Length of the next line with its newline; null if more has to be read. A line that is too long is divided.</summary>
    static long? Next(ReadOnlySequence<byte> rest, bool isLast)
    {
        if (rest.PositionOf((byte)'\n') is { } newline)
        {
            return Math.Min(rest.Slice(0, newline).Length + 1, AuditFrame.Longest + 1);
        }

        return rest.Length > AuditFrame.Longest ? AuditFrame.Longest + 1
            : isLast && rest.Length > 0 ? rest.Length
            : null;
    }

    /// <returns>Null for an empty line, which separates blocks.</returns>
    static async Task<LogPart?> PartAsync(
        TenantStore store, AuditPosition at, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var next = at with { Offset = at.Offset + bytes.Length };
        var isWhole = bytes.Span[^1] == (byte)'\n';
        if (isWhole && bytes.Length == 1)
        {
            return null;
        }

        return isWhole && await AuditFrame.OpenAsync(store, at.Blob, bytes[..^1], cancellationToken) is { } entry
            ? new LoggedEntry(at, next, entry.Line, entry.Utf8)
            : new UnreadableBytes(at, next);
    }

    static TransparencyLogException Shorter(int number) => new(AuditBlobs.NameOf(number), "the audit log is shorter than it was.");
}
