using System.Text.Json.Serialization;

namespace Compliance.Pci;

/// <summary>One arrived file. <paramref name="OpenAsync"/> gives its clear bytes from the first one; it may be called several times and its
/// streams need not seek.</summary>
/// <param name="Length">Bytes, as arrived; what is read is what counts.</param>
public sealed record GateFile(int Ordinal, string Name, string ContentType, long Length, Func<CancellationToken, Task<Stream>> OpenAsync);

/// <summary>What a pause reaches.</summary>
[JsonConverter(typeof(CamelCaseEnum<PauseChannel>))]
public enum PauseChannel
{
    Audio,
    Screen,
    Keystrokes,
}

/// <summary>Who asked for a pause.</summary>
[JsonConverter(typeof(CamelCaseEnum<PauseTrigger>))]
public enum PauseTrigger
{
    Automatic,
    Manual,
}

/// <summary>A stretch that the recorder was told not to record, in seconds of the media. No channels means all.</summary>
/// <param name="Slack">
/// Seconds at either edge in which content does not yet mean that the recorder did not obey: the window's times are not its own.
/// </param>
public sealed record GateWindow(
    double Start, double End, PauseTrigger Trigger, IReadOnlyList<PauseChannel> Channels, double Slack = 0)
{
    public bool Reaches(PauseChannel channel) => Channels.Count == 0 || Channels.Contains(channel);
}

/// <summary>What the recorder's own metadata says of the media.</summary>
/// <param name="DurationSeconds">Length of the media.</param>
/// <param name="CallSeconds">Length of the call by the clock; longer than the media where the recorder really stopped.</param>
public sealed record GateMedia(
    string? Encoding = null,
    int? SampleRate = null,
    IReadOnlyList<string>? Channels = null,
    double? DurationSeconds = null,
    double? CallSeconds = null);

/// <summary>Everything that one examination looks at. The same input always gives the same plan.</summary>
/// <param name="Language">BCP 47 tag of the call, a hint only.</param>
public sealed record GateInput(
    IReadOnlyList<GateFile> Files,
    IReadOnlyList<GateWindow> PauseWindows,
    GateMedia? Media,
    string? Language,
    PciPolicy Policy);
