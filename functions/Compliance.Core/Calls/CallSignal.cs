using Compliance.Pci;

namespace Compliance.Calls;

public enum CallSignalKind
{
    Pause,
    Resume,

    /// <summary>The call is over, which ends every pause.</summary>
    End,
}

/// <summary>A signal from a desktop, page or IVR about a live call, as stored.</summary>
/// <param name="At">When it happened: by the sender's clock if <paramref name="Source"/> is set, otherwise by ours.</param>
/// <param name="Trigger">Origin of the signal; null on a resume releases every hold.</param>
/// <param name="Channels">The channels concerned; empty means all.</param>
/// <param name="Source">The clock of <paramref name="At"/>: a name that means nothing outside this call.</param>
public sealed record CallSignal(
    CallSignalKind Kind, DateTimeOffset At, PauseTrigger? Trigger, IReadOnlyList<PauseChannel> Channels, string? Source)
{
    /// <summary>When it reached us, by our clock: what decides whether it counts (<see cref="CallPeriod"/>).</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When the media began, as reported with the end of the call, by the same clock as <see cref="At"/>.</summary>
    public DateTimeOffset? MediaStart { get; init; }

    public bool Reaches(PauseChannel channel) => Channels.Count == 0 || Channels.Contains(channel);

    /// <summary>True for the same signal sent again. Signals without a time of their own are always distinct.</summary>
    public bool Repeats(CallSignal other) =>
        Source is not null && Source == other.Source && Kind == other.Kind && At == other.At && Trigger == other.Trigger
        && Channels.Order().SequenceEqual(other.Channels.Order());
}
