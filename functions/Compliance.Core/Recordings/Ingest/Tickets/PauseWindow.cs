using Compliance.Pci;

namespace Compliance.Recordings;

/// <summary>A stretch in which recording was meant to pause, in seconds of the media; the end is exclusive.</summary>
public sealed record PauseWindow
{
    public required double Start { get; init; }

    public required double End { get; init; }

    public PauseTrigger? Trigger { get; init; }

    /// <summary>What was meant to pause; by default, everything.</summary>
    public IReadOnlyList<PauseChannel> Channels { get; init; } = [PauseChannel.Audio, PauseChannel.Screen, PauseChannel.Keystrokes];
}
