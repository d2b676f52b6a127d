using System.Buffers.Binary;

namespace Compliance.Pci;

/// <summary>Sound as a WAV file of 16-bit PCM with as many frames as were counted before.</summary>
sealed class PcmStream(Stream clear, Func<Sound> open, WavLayout layout) : ForwardStream(clear)
{
    public const int HeaderBytes = 44;
    const int BlockFrames = 16 * 1024;

    byte[] block = Header(layout);
    int ready = HeaderBytes;
    int at;
    long left = layout.Frames;
    Sound? sound;
    float[][] channels = [];

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (buffer.IsEmpty || (at == ready && !Next()))
        {
            return ValueTask.FromResult(0);
        }

        var now = Math.Min(buffer.Length, ready - at);
        block.AsSpan(at, now).CopyTo(buffer.Span);
        at += now;
        return ValueTask.FromResult(now);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            sound?.Dispose();
        }

        base.Dispose(disposing);
    }

    public override async ValueTask DisposeAsync()
    {
        sound?.Dispose();
        await base.DisposeAsync();
    }

    /// <summary>One channel of <see cref="SpeechSound.SampleRate"/> as a file.</summary>
    public static byte[] WavOf(ReadOnlySpan<short> samples)
    {
        var layout = new WavLayout(SampleEncoding.Pcm16, 1, SpeechSound.SampleRate, 2, HeaderBytes, samples.Length * 2);
        var wav = new byte[HeaderBytes + (samples.Length * 2)];
        Header(layout).CopyTo(wav, 0);
        for (var i = 0; i < samples.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(HeaderBytes + (2 * i)), samples[i]);
        }

        return wav;
    }

    /// <summary>Sizes that 32 bits don't hold are left open, as live recorders do.</summary>
    public static byte[] Header(WavLayout layout)
    {
        var header = new byte[HeaderBytes];
        var size = layout.DataLength > uint.MaxValue - HeaderBytes ? uint.MaxValue : (uint)layout.DataLength;
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), size == uint.MaxValue ? size : size + HeaderBytes - 8);
        "WAVEfmt "u8.CopyTo(header.AsSpan(8));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(16), 16);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(20), 1);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(22), (ushort)layout.Channels);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(24), layout.SampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(28), layout.SampleRate * layout.FrameBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(32), (ushort)layout.FrameBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(34), 16);
        "data"u8.CopyTo(header.AsSpan(36));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(40), size);
        return header;
    }

    bool Next()
    {
        if (left == 0)
        {
            return false;
        }

        if (sound is null)
        {
            sound = open();
            channels = Sound.Buffers(sound.Channels, BlockFrames);
            block = new byte[BlockFrames * layout.FrameBytes];
        }

        var frames = (int)Math.Min(sound.Read(channels), left);
        if (frames == 0)
        {
            throw new InvalidDataException("The file is shorter than it was when it was examined.");
        }

        for (var c = 0; c < layout.Channels; c++)
        {
            for (var i = 0; i < frames; i++)
            {
                var value = (short)Math.Clamp(MathF.Round(channels[c][i] * 32768), short.MinValue, short.MaxValue);
                BinaryPrimitives.WriteInt16LittleEndian(block.AsSpan((i * layout.FrameBytes) + (2 * c)), value);
            }
        }

        (at, ready, left) = (0, frames * layout.FrameBytes, left - frames);
        return true;
    }
}
