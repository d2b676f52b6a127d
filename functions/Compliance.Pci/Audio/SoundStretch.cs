using System.Buffers.Binary;

namespace Compliance.Pci;

/// <summary>A stretch of a sound file, as a WAV file of 16-bit PCM with the same channels and rate.</summary>
/// <param name="Wav">Null where the file ends before the stretch begins.</param>
/// <param name="Start">Seconds in the file.</param>
/// <param name="End">Seconds in the file; earlier than asked for where the file ends, or the stretch is very large.</param>
/// <param name="IsSilent">No channel has 60 ms above −50 dBFS, without its constant part.</param>
public sealed record SoundStretch(byte[]? Wav, double Start, double End, bool IsSilent)
{
    /// <summary>Bytes of a stretch as it is read and as it is given; 45 seconds of a call have at most 10 MB.</summary>
    const long MostBytes = 32 << 20;

    const int SampleBytes = 2;

    /// <summary>Reads the file to its end, and what is compressed twice.</summary>
    /// <param name="from">Seconds; before the beginning means the beginning.</param>
    /// <returns>Null if no decoder reads the file.</returns>
    public static async Task<SoundStretch?> OfAsync(GateFile file, double from, double to, CancellationToken cancellationToken)
    {
        WavLayout? layout;
        await using (var clear = await file.OpenAsync(cancellationToken))
        {
            layout = (await WavProbe.ReadAsync(clear, cancellationToken)).Layout;
        }

        if (layout is not null)
        {
            await using var wav = await file.OpenAsync(cancellationToken);
            return await OfAsync(wav, layout, from, to, cancellationToken);
        }

        if (await DecodedSound.OpenAsync(file, cancellationToken) is not var (decoded, plain))
        {
            return null;
        }

        await using (decoded)
        {
            return await OfAsync(decoded, plain, from, to, cancellationToken);
        }
    }

    static async Task<SoundStretch> OfAsync(
        Stream wav, WavLayout layout, double from, double to, CancellationToken cancellationToken)
    {
        var first = (long)Math.Clamp(from * layout.SampleRate, 0, layout.Frames);
        var most = MostBytes / Math.Max(layout.FrameBytes, layout.Channels * SampleBytes);
        var count = (int)Math.Min((long)Math.Clamp(to * layout.SampleRate, first, layout.Frames) - first, most);
        var (start, end) = ((double)first / layout.SampleRate, (double)(first + count) / layout.SampleRate);
        if (count == 0)
        {
            return new(null, start, end, IsSilent: true);
        }

        var reader = new ForwardReader(wav);
        await reader.SkipAsync(layout.DataOffset + (first * layout.FrameBytes), cancellationToken);
        var bytes = await reader.TakeAsync(count * layout.FrameBytes, cancellationToken);
        if (bytes.Length < count * layout.FrameBytes)
        {
            throw new InvalidDataException("The file is shorter than it was when it was examined.");
        }

        var samples = new float[count * layout.Channels];
        SampleCodec.Decode(layout.Encoding, bytes, samples);
        return new(WavOf(samples, layout), start, end, IsSilentAll(samples, layout));
    }

    static bool IsSilentAll(float[] samples, WavLayout layout)
    {
        var frames = samples.Length / layout.Channels;
        var meter = new WindowMeter(layout, [new GateWindow(0, (double)frames / layout.SampleRate, PauseTrigger.Manual, [])]);
        var channels = Sound.Buffers(layout.Channels, frames);
        for (var i = 0; i < samples.Length; i++)
        {
            channels[i % layout.Channels][i / layout.Channels] = samples[i];
        }

        meter.Add(0, channels, frames);
        return meter.LoudChannels(0).Count == 0;
    }

    static byte[] WavOf(float[] samples, WavLayout layout)
    {
        var plain = new WavLayout(
            SampleEncoding.Pcm16, layout.Channels, layout.SampleRate, SampleBytes * layout.Channels, PcmStream.HeaderBytes, samples.Length * SampleBytes);
        var wav = new byte[PcmStream.HeaderBytes + plain.DataLength];
        PcmStream.Header(plain).CopyTo(wav, 0);
        for (var i = 0; i < samples.Length; i++)
        {
            var value = (short)Math.Clamp(MathF.Round(samples[i] * 32768), short.MinValue, short.MaxValue);
            BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(PcmStream.HeaderBytes + (i * SampleBytes)), value);
        }

        return wav;
    }
}
