using System.Text.Json.Serialization;

namespace Compliance.Pci;

/// <summary>Encoding of one sample. All are little-endian.</summary>
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

/// <summary>Location and format of the samples of a WAV file, as found by reading it, whatever its headers claim.</summary>
/// <param name="SampleRate">Frames per second.</param>
/// <param name="FrameBytes">Bytes of one sample of every channel.</param>
/// <param name="DataOffset">Offset of the first frame, in bytes.</param>
/// <param name="DataLength">Bytes, limited to the real end of the file; a partial last frame counts.</param>
public sealed record WavLayout(SampleEncoding Encoding, int Channels, int SampleRate, int FrameBytes, long DataOffset, long DataLength)
{
    [JsonIgnore]
    public long Frames => DataLength / FrameBytes;

    [JsonIgnore]
    public double Seconds => (double)Frames / SampleRate;

    [JsonIgnore]
    public int SampleBytes => FrameBytes / Channels;
}
