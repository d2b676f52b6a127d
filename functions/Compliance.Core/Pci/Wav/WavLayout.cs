using System.Text.Json.Serialization;

namespace Compliance.Pci;

/// <summary>How one sample is written. All little-endian.</summary>
[JsonConverter(typeof(CamelCaseEnum<SampleEncoding>))]
public enum SampleEncoding
{
    /// <summary>Unsigned; silence is 0x80.</summary>
    Pcm8,
    Pcm16,
    Pcm24,
    Pcm32,
    Float32,
    Float64,

    /// <summary>ITU-T G.711; silence is 0xD5.</summary>
    ALaw,

    /// <summary>ITU-T G.711; silence is 0xFF.</summary>
    MuLaw,
}

/// <summary>Where a WAV file's samples lie, as found by reading it, whatever its headers claim.</summary>
/// <param name="SampleRate">Frames a second.</param>
/// <param name="FrameBytes">Bytes of one sample of every channel.</param>
/// <param name="DataOffset">Byte of the first frame.</param>
/// <param name="DataLength">Bytes, cut to the file's real end; a partial last frame counts.</param>
public sealed record WavLayout(SampleEncoding Encoding, int Channels, int SampleRate, int FrameBytes, long DataOffset, long DataLength)
{
    [JsonIgnore]
    public long Frames => DataLength / FrameBytes;

    [JsonIgnore]
    public double Seconds => (double)Frames / SampleRate;

    [JsonIgnore]
    public int SampleBytes => FrameBytes / Channels;
}
