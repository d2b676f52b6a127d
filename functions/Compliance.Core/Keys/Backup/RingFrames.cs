using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Compliance.Json;

namespace Compliance.Keys;

/// <summary>
/// A sequence of key records (FORMAT.md): a first line, numbered records, and an end with their count. A truncated, repeated, reordered or
/// extended sequence is refused. Integers are big-endian.
/// </summary>
static class RingFrames
{
    const byte Record = 1;
    const byte End = 2;
    const int LongestName = 1024;
    const int LongestPart = 1024 * 1024;

    static readonly byte[] FirstLine = "compliance/key-ring/1\n"u8.ToArray();

    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> WriteAsync(
        IAsyncEnumerable<RingRecord> records, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return FirstLine;
        var number = 0;
        await foreach (var record in records.WithCancellation(cancellationToken))
        {
            yield return Frame(number++, record);
        }

        var end = new byte[1 + sizeof(int)];
        end[0] = End;
        BinaryPrimitives.WriteInt32BigEndian(end.AsSpan(1), number);
        yield return end;
    }

    /// <param name="expected">The number of records that must be there.</param>
    /// <exception cref="KeyBackupException">
    /// It is not what <see cref="WriteAsync"/> wrote; records before the fault have already been returned.
    /// </exception>
    public static async IAsyncEnumerable<RingRecord> ReadAsync(
        Stream ring, int expected, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Require((await PartAsync(ring, FirstLine.Length, cancellationToken)).AsSpan().SequenceEqual(FirstLine));
        for (var number = 0; ; number++)
        {
            var head = await PartAsync(ring, 1 + sizeof(int), cancellationToken);
            Require(BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1)) == number);
            if (head[0] == End)
            {
                Require(number == expected && await ring.ReadAsync(new byte[1], cancellationToken) == 0);
                yield break;
            }

            Require(head[0] == Record);
            yield return await RecordAsync(ring, cancellationToken);
        }
    }

    static byte[] Frame(int number, RingRecord record)
    {
        var (name, metadata) = (Encoding.UTF8.GetBytes(record.Name), StateJson.Write(record.Metadata));
        var frame = new byte[1 + (4 * sizeof(int)) + name.Length + metadata.Length + record.Content.Length];
        frame[0] = Record;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), number);
        var at = 1 + sizeof(int);
        foreach (var part in (ReadOnlyMemory<byte>[])[name, metadata, record.Content])
        {
            BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(at), part.Length);
            part.Span.CopyTo(frame.AsSpan(at + sizeof(int)));
            at += sizeof(int) + part.Length;
        }

        return frame;
    }

    static async Task<RingRecord> RecordAsync(Stream ring, CancellationToken cancellationToken)
    {
        var name = await CountedAsync(ring, LongestName, cancellationToken);
        var metadata = await CountedAsync(ring, LongestPart, cancellationToken);
        var content = await CountedAsync(ring, LongestPart, cancellationToken);
        try
        {
            return new RingRecord(
                Encoding.UTF8.GetString(name),
                JsonSerializer.Deserialize<Dictionary<string, string>>(metadata, StateJson.Options) ?? [],
                content);
        }
        catch (JsonException broken)
        {
            throw new KeyBackupException("The backup's records are damaged.", broken);
        }
    }

    static async Task<byte[]> CountedAsync(Stream ring, int longest, CancellationToken cancellationToken)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(await PartAsync(ring, sizeof(int), cancellationToken));
        Require(length >= 0 && length <= longest);
        return await PartAsync(ring, length, cancellationToken);
    }

    static async Task<byte[]> PartAsync(Stream ring, int length, CancellationToken cancellationToken)
    {
        var part = new byte[length];
        try
        {
            await ring.ReadExactlyAsync(part, cancellationToken);
        }
        catch (EndOfStreamException cut)
        {
            throw new KeyBackupException("The backup's records are damaged.", cut);
        }

        return part;
    }

    static void Require(bool met)
    {
        if (!met)
        {
            throw new KeyBackupException("The backup's records are damaged.");
        }
    }
}
