namespace Compliance.Pci;

/// <summary>A line without its terminator, and its offset. Valid until the next line is read.</summary>
readonly record struct Line(long Offset, ReadOnlyMemory<byte> Bytes, bool TooLong);

/// <summary>Splits a stream into lines, holding one at a time. LF and CR LF end a line.</summary>
sealed class LineReader(Stream stream, int maxBytes)
{
    /// <summary>Bytes that are worth to be looked at.</summary>
    const int Enough = 256 * 1024;

    byte[] block = new byte[64 * 1024];
    long offset;
    int at;
    int end;
    bool ended;

    /// <summary>As many whole lines as are at hand, with what ends them.</summary>
    /// <inheritdoc cref="NextAsync"/>
    public async ValueTask<Line?> NextLinesAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var held = block.AsSpan(at, end - at);
            var length = ended ? held.Length : held.LastIndexOf((byte)'\n') + 1;
            if (ended || (length > 0 && held.Length >= Enough))
            {
                return length == 0 ? null : TakeWhole(length);
            }

            if (length == 0 && held.Length > maxBytes)
            {
                return TooLong();
            }

            await FillAsync(cancellationToken);
        }
    }

    /// <summary>Null at the end. No line follows one that is too long.</summary>
    public async ValueTask<Line?> NextAsync(CancellationToken cancellationToken)
    {
        var searched = 0;
        while (true)
        {
            var feed = block.AsSpan(at + searched, end - at - searched).IndexOf((byte)'\n');
            if (feed >= 0)
            {
                return Take(searched + feed, 1);
            }

            searched = end - at;
            if (ended)
            {
                return searched == 0 ? null : Take(searched, 0);
            }

            if (searched > maxBytes)
            {
                return TooLong();
            }

            await FillAsync(cancellationToken);
        }
    }

    Line TooLong()
    {
        (ended, at) = (true, end);
        return new Line(offset, default, true);
    }

    Line TakeWhole(int length)
    {
        var lines = new Line(offset, block.AsMemory(at, length), false);
        at += length;
        offset += length;
        return lines;
    }

    Line Take(int length, int feed)
    {
        var bytes = block.AsMemory(at, length);
        var line = new Line(offset, bytes.Span.EndsWith("\r"u8) ? bytes[..^1] : bytes, false);
        at += length + feed;
        offset += length + feed;
        return line;
    }

    async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (at > 0)
        {
            block.AsSpan(at, end - at).CopyTo(block);
            end -= at;
            at = 0;
        }

        if (end == block.Length)
        {
            Array.Resize(ref block, block.Length * 2);
        }

        var got = await stream.ReadAsync(block.AsMemory(end), cancellationToken);
        ended = got == 0;
        end += got;
    }
}
