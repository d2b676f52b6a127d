using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>A position in the log: blob number and byte offset in it.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct AuditPosition(int Blob, long Offset)
{
    public static AuditPosition Start => default;
}

/// <param name="Position">The start of the line.</param>
/// <param name="Next">The start of the next line, from which a reader can continue.</param>
/// <param name="Utf8">The line as stored, without its newline.</param>
public sealed record LoggedEntry(AuditPosition Position, AuditPosition Next, AuditLine Line, ReadOnlyMemory<byte> Utf8);

/// <summary>Streams a tenant's log in its final order, repeats included, up to the end of each blob when it is reached.</summary>
public sealed class AuditReader(TenantStoreFactory stores)
{
    /// <param name="from">The position of the first entry, or <see cref="AuditPosition.Start"/>.</param>
    /// <exception cref="InvalidDataException">
    /// The log has a gap, is shorter than <paramref name="from"/>, or contains something that is not a line of it.
    /// </exception>
    public async IAsyncEnumerable<LoggedEntry> ReadAsync(
        TenantScope scope, AuditPosition from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var audit = stores.Open(scope).Audit;
        var blobs = await AuditBlobs.ListAsync(audit, cancellationToken).ToListAsync(cancellationToken);
        foreach (var (number, listed) in blobs)
        {
            // A blob with a successor is full now, although it may not have been when the list was made.
            var length = number < from.Blob || number == blobs.Count - 1 ? listed : await LengthAsync(audit, number, cancellationToken);
            var offset = number == from.Blob ? from.Offset : 0;
            if (offset > length)
            {
                throw new InvalidDataException("The audit log is shorter than it was.");
            }

            if (number < from.Blob || offset == length)
            {
                continue;
            }

            await foreach (var entry in ReadBlobAsync(audit, number, offset, length, cancellationToken))
            {
                yield return entry;
            }
        }

        if (blobs.Count <= from.Blob && from != AuditPosition.Start)
        {
            throw new InvalidDataException("The audit log is shorter than it was.");
        }
    }

    static async Task<long> LengthAsync(BlobContainerClient audit, int number, CancellationToken cancellationToken)
    {
        BlobProperties properties = await audit.GetBlobClient(AuditBlobs.NameOf(number)).GetPropertiesAsync(
            cancellationToken: cancellationToken);
        return properties.ContentLength;
    }

    static async IAsyncEnumerable<LoggedEntry> ReadBlobAsync(
        BlobContainerClient audit, int number, long offset, long end, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var range = new BlobDownloadOptions { Range = new HttpRange(offset, end - offset) };
        using var download = (await audit.GetBlobClient(AuditBlobs.NameOf(number)).DownloadStreamingAsync(range, cancellationToken)).Value;
        var lines = PipeReader.Create(download.Content);
        while (true)
        {
            var read = await lines.ReadAsync(cancellationToken);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } newline)
            {
                var utf8 = rest.Slice(0, newline).ToArray();
                rest = rest.Slice(rest.GetPosition(1, newline));
                var next = offset + utf8.Length + 1;
                yield return new LoggedEntry(new(number, offset), new(number, next), AuditLine.Parse(utf8), utf8);
                offset = next;
            }

            lines.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted)
            {
                break;
            }
        }

        await lines.CompleteAsync();
        if (offset != end)
        {
            throw new InvalidDataException("The audit log ends inside a line.");
        }
    }
}
