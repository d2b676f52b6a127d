using System.Text.Json.Serialization;

namespace Compliance.Pci;

/// <summary>What decodes a compressed file.</summary>
[JsonConverter(typeof(CamelCaseEnum<SoundDecoder>))]
public enum SoundDecoder
{
    Own,

    /// <summary>The platform's <c>ffmpeg</c>, as a separate and limited process.</summary>
    Ffmpeg,
}

/// <summary>Compressed sound as it was decoded. A file that must be masked is replaced by a WAV of these properties.</summary>
/// <param name="SampleRate">Frames per second.</param>
/// <param name="Coding">Where the samples of a WAV file are; null for other files.</param>
public sealed record GateSound(SoundDecoder Decoder, int Channels, int SampleRate, long Frames, WavCoding? Coding)
{
    /// <summary>Content type of the file that replaces a masked one.</summary>
    public const string ReplacementType = "audio/wav";

    [JsonIgnore]
    public double Seconds => (double)Frames / SampleRate;

    /// <summary>The replacement: 16-bit PCM behind a plain header.</summary>
    [JsonIgnore]
    public WavLayout Layout =>
        new(SampleEncoding.Pcm16, Channels, SampleRate, 2 * Channels, PcmStream.HeaderBytes, Frames * Channels * 2);
}
