namespace Compliance.Calls;

/// <summary>
/// The state blob <c>state/calls-live/{token}</c> of a live call: the signals and the recorders' answers. Everything shown is derived from
/// it. Pseudonymous: the call id is encrypted under the call's own key.
/// </summary>
public sealed record LiveCall
{
    /// <summary>Number of signals after which a resume no longer counts: such a call stays paused until its state is removed.</summary>
    public const int MostSignals = 2000;

    /// <summary>Version of this layout.</summary>
    public int V { get; init; } = 1;

    /// <summary>UUID v7, for messages and the audit log.</summary>
    public required string Id { get; init; }

    /// <summary>The call id, sealed.</summary>
    public required string SealedCallId { get; init; }

    /// <summary>In order of arrival, without repeats.</summary>
    public IReadOnlyList<CallSignal> Signals { get; init; } = [];

    public IReadOnlyList<SourceClock> Clocks { get; init; } = [];

    public IReadOnlyList<RecorderLine> Recorders { get; init; } = [];

    /// <summary>When the media began, as reported at the end of the call, and by which clock.</summary>
    public MediaStart? MediaStart { get; init; }

    /// <summary>The last signal or heartbeat, by our clock.</summary>
    public required DateTimeOffset HeardAt { get; init; }

    /// <summary>The value of <see cref="HeardAt"/> for which a supervisor has been alerted.</summary>
    public DateTimeOffset? AlertedFor { get; init; }

    public PauseTimeline Timeline() => PauseTimeline.Of(Signals, Clocks);

    /// <summary>Adds a signal. A repeated one changes nothing.</summary>
    public LiveCall With(CallSignal signal)
    {
        var full = signal.Kind is CallSignalKind.Pause ? MostSignals * 2 : MostSignals;
        return Signals.Count >= full || Signals.Any(signal.Repeats) ? this : this with { Signals = [.. Signals, signal] };
    }
}

/// <param name="Source">See <see cref="CallSignal.Source"/>; null for our clock.</param>
public sealed record MediaStart(DateTimeOffset At, string? Source);
