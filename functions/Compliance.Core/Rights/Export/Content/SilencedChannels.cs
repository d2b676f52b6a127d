using Compliance.Pci;
using Compliance.Pci.Wav;

namespace Compliance.Rights.Export.Content;

/// <summary>
/// A WAV file in which whole channels are silent, as it is read. Its length and every byte of the other channels stay as they are; the bytes
/// of a last frame that was cut off are silent too.
/// </summary>
sealed class SilencedChannels : ForwardStream
{
    readonly WavLayout layout;
    readonly byte zero;
    readonly bool[] silent;
    long position;

    public SilencedChannels(Stream clear, WavLayout layout, IReadOnlyList<int> channels)
        : base(clear)
    {
        this.layout = layout;
        zero = SampleCodec.ZeroOf(layout.Encoding);
        silent = new bool[layout.FrameBytes];
        foreach (var channel in channels)
        {
            silent.AsSpan(channel * layout.SampleBytes, layout.SampleBytes).Fill(true);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var got = await Inner.ReadAsync(buffer, cancellationToken);
        Silence(buffer.Span[..got]);
        position += got;
        return got;
    }

    void Silence(Span<byte> bytes)
    {
        var frames = layout.DataOffset + (layout.Frames * layout.FrameBytes);
        var first = (int)Math.Clamp(layout.DataOffset - position, 0, bytes.Length);
        var last = (int)Math.Clamp(frames - position, 0, bytes.Length);
        var place = (int)((position + first - layout.DataOffset) % layout.FrameBytes);
        for (var i = first; i < last; i++)
        {
            if (silent[place])
            {
                bytes[i] = zero;
            }

            place = place + 1 == layout.FrameBytes ? 0 : place + 1;
        }

        // A frame that was cut off.
        var end = (int)Math.Clamp(layout.DataOffset + layout.DataLength - position, 0, bytes.Length);
        if (end > last)
        {
            bytes[last..end].Fill(zero);
        }
    }
}
