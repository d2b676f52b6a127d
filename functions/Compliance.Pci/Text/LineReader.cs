namespace Compliance.Pci;

/// <summary>A line without its terminator, and its offset. Valid until the next line is read.</summary>
readonly record struct Line(long Offset, ReadOnlyMemory<byte> Bytes, bool TooLong);

/// <summary>Splits a stream into lines, holding one at a time. LF and CR LF end a line.</summary>
sealed class LineReader(Stream stream, int maxBytes)
{
    byte[] block = new byte[64 * 1024];
    long offset;
    int at;
    int end;
    bool ended;

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
                ended = true;
                var cut = new Line(offset, default, true);
                at = end;
                return cut;
            }

            await FillAsync(cancellationToken);
        }
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
