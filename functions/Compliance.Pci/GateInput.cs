using System.Text.Json.Serialization;

namespace Compliance.Pci;

/// <summary>One uploaded file. <paramref name="OpenAsync"/> opens its clear bytes at the first one; it may be called several times, and its
/// streams need not support seeking.</summary>
/// <param name="Length">Bytes as uploaded. A hint: the gate relies on what it reads.</param>
public sealed record GateFile(int Ordinal, string Name, string ContentType, long Length, Func<CancellationToken, Task<Stream>> OpenAsync);

/// <summary>The medium that a pause covers.</summary>
[JsonConverter(typeof(CamelCaseEnum<PauseChannel>))]
public enum PauseChannel
{
    Audio,
    Screen,
    Keystrokes,
}

/// <summary>Origin of a pause.</summary>
[JsonConverter(typeof(CamelCaseEnum<PauseTrigger>))]
public enum PauseTrigger
{
    Automatic,
    Manual,
}

/// <summary>A period in which the recorder was told not to record, in seconds of the media. No channels means all channels.</summary>
/// <param name="Slack">
/// Seconds at either edge in which content does not yet prove that the recorder ignored the pause, because the times of the window come
/// from another clock.
/// </param>
public sealed record GateWindow(
    double Start, double End, PauseTrigger Trigger, IReadOnlyList<PauseChannel> Channels, double Slack = 0)
{
    public bool Reaches(PauseChannel channel) => Channels.Count == 0 || Channels.Contains(channel);
}

/// <summary>The recorder's own metadata about the media.</summary>
/// <param name="DurationSeconds">Length of the media.</param>
/// <param name="CallSeconds">Length of the call by the clock. It exceeds that of the media if the recorder really stopped.</param>
public sealed record GateMedia(
    string? Encoding = null,
    int? SampleRate = null,
    IReadOnlyList<string>? Channels = null,
    double? DurationSeconds = null,
    double? CallSeconds = null);

/// <summary>Everything that one examination depends on. Equal input always gives an equal plan.</summary>
/// <param name="Language">BCP 47 tag of the call; only a hint.</param>
/// <param name="StartedAt">When the media begins, for transcripts that give times of day.</param>
public sealed record GateInput(
    IReadOnlyList<GateFile> Files,
    IReadOnlyList<GateWindow> PauseWindows,
    GateMedia? Media,
    string? Language,
    PciPolicy Policy,
    DateTimeOffset? StartedAt = null)
{
    /// <summary>Recognises speech that has no transcript; null, the default, leaves it unexamined.</summary>
    public ISpeechTranscriber? Transcriber { get; init; }
}
