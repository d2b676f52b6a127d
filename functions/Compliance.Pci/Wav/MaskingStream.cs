namespace Compliance.Pci;

/// <summary>
/// Silences periods of a WAV file while it is read. Its length and every byte outside those periods and their fades stay the same.
/// </summary>
sealed class MaskingStream(Stream clear, WavLayout layout, IEnumerable<GateMask> masks) : ForwardStream(clear)
{
    /// <summary>Long enough not to click, and within the 5 ms allowed for a fade.</summary>
    const double RampSeconds = 0.004;

    readonly MaskedStretches stretches = new(layout, masks, RampSeconds);
    readonly byte zero = SampleCodec.ZeroOf(layout.Encoding);
    readonly byte[] block = new byte[64 * 1024];
    long blockOffset;
    int at;
    int ready;
    int filled;
    bool ended;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || (at == ready && !await NextAsync(cancellationToken)))
        {
            return 0;
        }

        var now = Math.Min(buffer.Length, ready - at);
        block.AsSpan(at, now).CopyTo(buffer.Span);
        at += now;
        return now;
    }

    /// <summary>Fills the block and masks its whole frames; a frame cut by the end of the block waits for the next one.</summary>
    async ValueTask<bool> NextAsync(CancellationToken cancellationToken)
    {
        block.AsSpan(ready, filled - ready).CopyTo(block);
        blockOffset += ready;
        filled -= ready;
        at = ready = 0;
        while (!ended && filled < block.Length)
        {
            var got = await Inner.ReadAsync(block.AsMemory(filled), cancellationToken);
            ended = got == 0;
            filled += got;
        }

        ready = ended ? filled : WholeFrames();
        Mask();
        return ready > 0;
    }

    int WholeFrames()
    {
        var dataEnd = layout.DataOffset + (layout.Frames * layout.FrameBytes);
        var end = blockOffset + filled;
        return end <= layout.DataOffset || end >= dataEnd ? filled : filled - (int)((end - layout.DataOffset) % layout.FrameBytes);
    }

    void Mask()
    {
        var first = Math.Max(blockOffset, layout.DataOffset);
        var last = Math.Min(blockOffset + ready, layout.DataOffset + (layout.Frames * layout.FrameBytes));
        for (var offset = first; offset < last;)
        {
            var frame = (offset - layout.DataOffset) / layout.FrameBytes;
            var gain = stretches.GainAt(frame, out var until);
            var end = until >= layout.Frames ? last : Math.Min(last, layout.DataOffset + (until * layout.FrameBytes));
            var bytes = block.AsSpan((int)(offset - blockOffset), (int)(end - offset));
            if (gain == 0)
            {
                bytes.Fill(zero);
            }
            else if (gain < 1)
            {
                for (var i = 0; i + layout.SampleBytes <= bytes.Length; i += layout.SampleBytes)
                {
                    SampleCodec.Scale(layout.Encoding, bytes.Slice(i, layout.SampleBytes), gain);
                }
            }

            offset = end;
        }
    }
}
