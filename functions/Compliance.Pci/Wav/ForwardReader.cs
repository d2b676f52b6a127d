namespace Compliance.Pci;

/// <summary>Reads and skips bytes of a stream that may not support seeking, and tracks its position.</summary>
sealed class ForwardReader(Stream stream)
{
    readonly byte[] buffer = new byte[64 * 1024];
    int at;
    int end;
    long before;

    public long Position => before + at;

    /// <summary>Returns fewer bytes than asked for only at the end.</summary>
    public async Task<byte[]> TakeAsync(int count, CancellationToken cancellationToken)
    {
        var taken = new byte[count];
        var have = 0;
        while (have < count && await FillAsync(cancellationToken))
        {
            var now = Math.Min(count - have, end - at);
            buffer.AsSpan(at, now).CopyTo(taken.AsSpan(have));
            at += now;
            have += now;
        }

        return have == count ? taken : taken[..have];
    }

    /// <summary>Returns the number of bytes skipped: fewer than asked for only at the end.</summary>
    public async Task<long> SkipAsync(long count, CancellationToken cancellationToken)
    {
        var skipped = 0L;
        if (stream.CanSeek && count > end - at)
        {
            skipped = Math.Min(count, end - at + Math.Max(stream.Length - stream.Position, 0));
            before += at + skipped;
            stream.Seek(skipped - (end - at), SeekOrigin.Current);
            at = end = 0;
            return skipped;
        }

        while (skipped < count && await FillAsync(cancellationToken))
        {
            var now = (int)Math.Min(count - skipped, end - at);
            at += now;
            skipped += now;
        }

        return skipped;
    }

    /// <summary>Skips the pad byte after an odd-sized chunk if the writer added one.</summary>
    public async Task SkipZeroAsync(CancellationToken cancellationToken)
    {
        if (await FillAsync(cancellationToken) && buffer[at] == 0)
        {
            at++;
        }
    }

    async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (at < end)
        {
            return true;
        }

        before += end;
        at = 0;
        end = await stream.ReadAsync(buffer, cancellationToken);
        return end > 0;
    }
}
