namespace Compliance.Pci;

/// <summary>Reads a stream forward and looks ahead; the decoders of packages are synchronous, so this is too.</summary>
sealed class ByteReader(Stream stream)
{
    byte[] buffer = new byte[64 * 1024];
    int at;
    int end;

    /// <summary>Offset of the next byte.</summary>
    public long Position { get; private set; }

    /// <summary>The next bytes, without taking them; fewer than asked for only at the end. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        if (end - at < count)
        {
            Fill(count);
        }

        return buffer.AsSpan(at, Math.Min(count, end - at));
    }

    public void Skip(long count)
    {
        while (count > 0)
        {
            if (at == end && Peek(1).IsEmpty)
            {
                return;
            }

            var now = (int)Math.Min(count, end - at);
            at += now;
            Position += now;
            count -= now;
        }
    }

    /// <summary>Takes whole bytes.</summary>
    /// <exception cref="InvalidDataException">The file ends before.</exception>
    public ReadOnlySpan<byte> Take(int count)
    {
        var taken = Peek(count);
        if (taken.Length < count)
        {
            throw new InvalidDataException("The file ends in the middle.");
        }

        at += count;
        Position += count;
        return taken;
    }

    void Fill(int count)
    {
        var to = count > buffer.Length ? new byte[count] : buffer;
        buffer.AsSpan(at, end - at).CopyTo(to);
        buffer = to;
        end -= at;
        at = 0;
        while (end < count)
        {
            // Decoders read when they need to; a blob's stream can only be read asynchronously.
            var got = stream.ReadAsync(buffer.AsMemory(end)).AsTask().GetAwaiter().GetResult();
            if (got == 0)
            {
                return;
            }

            end += got;
        }
    }
}
