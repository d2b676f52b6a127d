using System.Buffers.Binary;

namespace Compliance.Pci;

/// <summary>What a stream turned out to be.</summary>
enum WavKind
{
    NotWav,

    /// <summary>Claims to be WAV but can't be read.</summary>
    Unreadable,

    /// <summary>WAV with a codec that is not decoded here (ADPCM, GSM, MP3).</summary>
    OtherCodec,
    Readable,
}

/// <param name="Layout">Set if <paramref name="Kind"/> is <see cref="WavKind.Readable"/>.</param>
/// <param name="Coding">Set if it is <see cref="WavKind.OtherCodec"/>.</param>
readonly record struct WavProbeResult(WavKind Kind, WavLayout? Layout, WavCoding? Coding = null);

/// <summary>
/// Locates the samples of a WAV file in one forward pass and constant memory: RIFF, RF64 and BW64, chunks in any order, and the wrong, zero
/// or unset sizes that live recorders leave. A data chunk that is not followed by well-formed chunks extends to the end of the file.
/// </summary>
sealed class WavProbe
{
    const int PortionBytes = 64 * 1024;

    /// <summary>What follows the samples and forms no chunk is listened to; a tag that somebody appended is shorter than this.</summary>
    const int MostTailText = 1 << 20;

    readonly ForwardReader reader;
    readonly ChunkText? text;
    byte[]? format;
    long? dataOffset;
    long dataDeclared;
    long? ds64Data;
    long dataEnd;
    bool tailBroken;

    WavProbe(Stream stream, ChunkText? text) => (reader, this.text) = (new ForwardReader(stream), text);

    /// <summary>Reads <paramref name="stream"/> to its end.</summary>
    public static Task<WavProbeResult> ReadAsync(Stream stream, CancellationToken cancellationToken) =>
        ReadAsync(stream, null, cancellationToken);

    /// <summary>Reads <paramref name="stream"/> to its end.</summary>
    /// <param name="text">Takes everything but the samples.</param>
    public static async Task<WavProbeResult> ReadAsync(Stream stream, ChunkText? text, CancellationToken cancellationToken)
    {
        var probe = new WavProbe(stream, text);
        var head = await probe.reader.TakeAsync(12, cancellationToken);
        if (head.Length < 12 || !IsRiff(head) || !head.AsSpan(8, 4).SequenceEqual("WAVE"u8))
        {
            return new(WavKind.NotWav, null);
        }

        return await probe.ChunksAsync(cancellationToken) ? probe.Result() : new(WavKind.Unreadable, null);
    }

    static bool IsRiff(byte[] head) =>
        head.AsSpan(0, 4).SequenceEqual("RIFF"u8) || head.AsSpan(0, 4).SequenceEqual("RF64"u8) || head.AsSpan(0, 4).SequenceEqual("BW64"u8);

    static bool Printable(ReadOnlySpan<byte> id) => id.IndexOfAnyExceptInRange((byte)0x20, (byte)0x7E) < 0;

    /// <summary>False if the file makes no sense.</summary>
    async Task<bool> ChunksAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var header = await reader.TakeAsync(8, cancellationToken);
            if (header.Length < 8)
            {
                // Up to seven bytes of padding after the last chunk are common; before the samples they mean a truncated file.
                tailBroken |= dataOffset is not null && header.AsSpan().ContainsAnyExcept((byte)0);
                return dataOffset is not null;
            }

            var size = (long)BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(4));
            if (header.AsSpan(0, 4).SequenceEqual("data"u8))
            {
                if (dataOffset is not null)
                {
                    // Players play only the first data chunk; samples that were not examined must not be sealed.
                    return false;
                }

                await DataAsync(size, cancellationToken);
                continue;
            }

            if (dataOffset is not null && IsRiff(header))
            {
                // A second file behind the first: players play only the first, and nobody has heard the other.
                return false;
            }

            if (!Printable(header.AsSpan(0, 4)))
            {
                return await BrokenAsync(cancellationToken);
            }

            if (!await OtherAsync(header, size, cancellationToken))
            {
                return await BrokenAsync(cancellationToken);
            }
        }
    }

    async Task DataAsync(long size, CancellationToken cancellationToken)
    {
        dataOffset = reader.Position;
        dataDeclared = size == uint.MaxValue ? ds64Data ?? long.MaxValue : size;
        await reader.SkipAsync(dataDeclared, cancellationToken);
        dataEnd = reader.Position;
        if ((dataDeclared & 1) != 0)
        {
            await reader.SkipZeroAsync(cancellationToken);
        }
    }

    async Task<bool> OtherAsync(byte[] header, long size, CancellationToken cancellationToken)
    {
        var kept = await reader.TakeAsync((int)Math.Min(size, 64), cancellationToken);
        if (header.AsSpan(0, 4).SequenceEqual("fmt "u8))
        {
            if (kept.Length < 14)
            {
                return false;
            }

            format ??= kept;
        }
        else if (header.AsSpan(0, 4).SequenceEqual("ds64"u8) && kept.Length >= 16)
        {
            ds64Data = BinaryPrimitives.ReadInt64LittleEndian(kept.AsSpan(8)) is >= 0 and var length ? length : long.MaxValue;
        }

        if (await TextAsync(kept, size - kept.Length, cancellationToken) < size - kept.Length)
        {
            return false;
        }

        if ((size & 1) != 0)
        {
            await reader.SkipZeroAsync(cancellationToken);
        }

        return true;
    }

    /// <summary>Bytes read, of so many that follow <paramref name="first"/>.</summary>
    async Task<long> TextAsync(byte[] first, long count, CancellationToken cancellationToken)
    {
        text?.Add(first, reader.Position - first.Length);
        var read = 0L;
        while (text is not null && read < count)
        {
            var at = reader.Position;
            var portion = await reader.TakeAsync((int)Math.Min(PortionBytes, count - read), cancellationToken);
            if (portion.Length == 0)
            {
                break;
            }

            text.Add(portion, at);
            read += portion.Length;
        }

        text?.End();
        return text is null ? await reader.SkipAsync(count, cancellationToken) : read;
    }

    /// <summary>After the samples, bytes that form no chunk are samples too. Before them, the file can't be interpreted.</summary>
    async Task<bool> BrokenAsync(CancellationToken cancellationToken)
    {
        tailBroken = true;
        await TextAsync([], MostTailText, cancellationToken);
        await reader.SkipAsync(long.MaxValue, cancellationToken);
        return dataOffset is not null;
    }

    WavProbeResult Result()
    {
        if (format is null || dataOffset is not { } offset)
        {
            return new(WavKind.Unreadable, null);
        }

        return WavFormat.Read(format, offset, (tailBroken ? reader.Position : dataEnd) - offset);
    }
}
