using Compliance.Pci;

namespace Compliance.Calls;

public enum CallSignalKind
{
    Pause,
    Resume,

    /// <summary>The call is over: every pause ends with it.</summary>
    End,
}

/// <summary>What a desktop, page or IVR told us of a live call, as it is kept.</summary>
/// <param name="At">When it happened: by the sender's clock where <paramref name="Source"/> is given, by ours otherwise.</param>
/// <param name="Trigger">Who asked; null on a resume means that whatever holds the pause lets go.</param>
/// <param name="Channels">What it reaches; empty means everything.</param>
/// <param name="Source">Whose clock <paramref name="At"/> is: a name that means nothing outside this call.</param>
public sealed record CallSignal(
    CallSignalKind Kind, DateTimeOffset At, PauseTrigger? Trigger, IReadOnlyList<PauseChannel> Channels, string? Source)
{
    public bool Reaches(PauseChannel channel) => Channels.Count == 0 || Channels.Contains(channel);

    /// <summary>The same signal sent again. Two that bear no time of their own are two.</summary>
    public bool Repeats(CallSignal other) =>
        Source is not null && Source == other.Source && Kind == other.Kind && At == other.At && Trigger == other.Trigger
        && Channels.Order().SequenceEqual(other.Channels.Order());
}
