namespace Compliance.Recordings;

/// <summary>The tenant's description of its audio. A hint: the file's own header decides.</summary>
public sealed record MediaDescription
{
    /// <summary><c>pcm</c>, <c>a-law</c>, <c>mu-law</c>, <c>opus</c> and so on.</summary>
    public string? Encoding { get; init; }

    /// <summary>Samples per second.</summary>
    public int? SampleRate { get; init; }

    /// <summary>The speaker on each channel, from channel 0: <c>agent</c>, <c>caller</c>.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];
}
