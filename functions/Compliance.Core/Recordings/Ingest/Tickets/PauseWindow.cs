using Compliance.Pci;

namespace Compliance.Recordings;

/// <summary>A stretch in which recording was to pause. Seconds in the media; the end is not part of it.</summary>
public sealed record PauseWindow
{
    public required double Start { get; init; }

    public required double End { get; init; }

    public PauseTrigger? Trigger { get; init; }

    /// <summary>What was to pause; everything unless said.</summary>
    public IReadOnlyList<PauseChannel> Channels { get; init; } = [PauseChannel.Audio, PauseChannel.Screen, PauseChannel.Keystrokes];
}
