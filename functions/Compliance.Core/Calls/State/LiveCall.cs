namespace Compliance.Calls;

/// <summary>
/// The state blob <c>state/calls-live/{token}</c> of a live call: what was signalled and what recorders answered. Everything shown is
/// folded from it. Pseudonymous; the call id is ciphertext under a key of the call's own.
/// </summary>
public sealed record LiveCall
{
    /// <summary>Signals after which a resume no longer counts: such a call stays paused until its state is gone.</summary>
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

    /// <summary>When the media began, as the sender of the call's end said, and whose clock that is.</summary>
    public MediaStart? MediaStart { get; init; }

    /// <summary>The last signal or heartbeat, by our clock.</summary>
    public required DateTimeOffset HeardAt { get; init; }

    /// <summary>The <see cref="HeardAt"/> after whose silence a supervisor was alerted.</summary>
    public DateTimeOffset? AlertedFor { get; init; }

    public PauseTimeline Timeline() => PauseTimeline.Of(Signals, Clocks);

    /// <summary>Adds a signal; one that was there changes nothing.</summary>
    public LiveCall With(CallSignal signal)
    {
        var full = signal.Kind is CallSignalKind.Pause ? MostSignals * 2 : MostSignals;
        return Signals.Count >= full || Signals.Any(signal.Repeats) ? this : this with { Signals = [.. Signals, signal] };
    }
}

/// <param name="Source">See <see cref="CallSignal.Source"/>; null: our clock.</param>
public sealed record MediaStart(DateTimeOffset At, string? Source);
