using System.Runtime.CompilerServices;

namespace Compliance.Pci;

/// <summary>Reads the samples of a WAV file block by block, each channel separately, in constant memory.</summary>
static class WavBlocks
{
    const int BlockFrames = 16 * 1024;

    /// <summary>
    /// Calls <paramref name="block"/> with the index of the first frame, one buffer per channel and the number of frames in them. The
    /// buffers are valid only during the call.
    /// </summary>
    public static Task ReadAsync(
        Stream stream, WavLayout layout, Action<long, float[][], int> block, CancellationToken cancellationToken) => ReadAsync(
            stream,
            layout,
            (frame, channels, count) =>
            {
                block(frame, channels, count);
                return Task.FromResult(true);
            },
            cancellationToken);

    /// <summary>The same, until <paramref name="block"/> returns false.</summary>
    public static async Task ReadAsync(
        Stream stream, WavLayout layout, Func<long, float[][], int, Task<bool>> block, CancellationToken cancellationToken)
    {
        var reader = new byte[BlockFrames * layout.FrameBytes];
        await SkipAsync(stream, layout.DataOffset, reader, cancellationToken);
        var mixed = new float[BlockFrames * layout.Channels];
        var channels = layout.Channels == 1 ? [mixed] : NewChannels(layout.Channels);
        for (var frame = 0L; frame < layout.Frames;)
        {
            var want = (int)Math.Min(BlockFrames, layout.Frames - frame) * layout.FrameBytes;
            var got = await stream.ReadAtLeastAsync(reader.AsMemory(0, want), want, throwOnEndOfStream: false, cancellationToken);
            var frames = got / layout.FrameBytes;
            if (frames == 0)
            {
                return;
            }

            Decode(reader.AsSpan(0, frames * layout.FrameBytes), layout, mixed, channels);
            if (!await block(frame, channels, frames))
            {
                return;
            }

            frame += frames;
        }
    }

    static void Decode(ReadOnlySpan<byte> bytes, WavLayout layout, float[] mixed, float[][] channels)
    {
        var frames = bytes.Length / layout.FrameBytes;
        if (layout is { Channels: 2, Encoding: SampleEncoding.Pcm16 })
        {
            SampleCodec.DecodeStereo16(bytes, channels[0].AsSpan(0, frames), channels[1].AsSpan(0, frames));
            return;
        }

        SampleCodec.Decode(layout.Encoding, bytes, mixed.AsSpan(0, frames * layout.Channels));
        Split(mixed, channels, frames);
    }

    static float[][] NewChannels(int count)
    {
        var channels = new float[count][];
        for (var i = 0; i < count; i++)
        {
            channels[i] = new float[BlockFrames];
        }

        return channels;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Split(float[] mixed, float[][] channels, int frames)
    {
        for (var c = 0; c < channels.Length && channels[c] != mixed; c++)
        {
            var to = channels[c];
            for (int i = 0, from = c; i < frames; i++, from += channels.Length)
            {
                to[i] = mixed[from];
            }
        }
    }

    static async Task SkipAsync(Stream stream, long count, byte[] buffer, CancellationToken cancellationToken)
    {
        while (count > 0)
        {
            var got = await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(count, buffer.Length)), cancellationToken);
            if (got == 0)
            {
                return;
            }

            count -= got;
        }
    }
}
