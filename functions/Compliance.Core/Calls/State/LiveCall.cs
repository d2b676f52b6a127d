using System.Text.Json.Serialization;

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

    /// <summary>The agent whose call it is: HMAC of the claim <c>agentId</c> under the call's own key; null until one signalled.</summary>
    public string? Agent { get; init; }

    /// <summary>In order of arrival, without repeats.</summary>
    public IReadOnlyList<CallSignal> Signals { get; init; } = [];

    /// <summary>Signals that came when the call was over. They pause nothing; a person may confirm what they propose.</summary>
    public IReadOnlyList<CallSignal> LateSignals { get; init; } = [];

    public IReadOnlyList<SourceClock> Clocks { get; init; } = [];

    public IReadOnlyList<RecorderLine> Recorders { get; init; } = [];

    /// <summary>The last signal or heartbeat, by our clock.</summary>
    public required DateTimeOffset HeardAt { get; init; }

    /// <summary>The value of <see cref="HeardAt"/> for which a supervisor has been alerted.</summary>
    public DateTimeOffset? AlertedFor { get; init; }

    public PauseTimeline Timeline() => PauseTimeline.Of(Signals, Clocks);

    /// <summary>When the media began, by our clock, as it was told first; null if nobody told.</summary>
    public DateTimeOffset? MediaStart() =>
        Signals.FirstOrDefault(x => x.MediaStart is not null) is { MediaStart: { } start, Source: var source }
            ? PauseTimeline.OurTime(start, source, Clocks)
            : null;

    /// <summary>Signals, late ones included.</summary>
    [JsonIgnore]
    public int Count => Signals.Count + LateSignals.Count;

    /// <summary>The first agent's call is no other agent's; whoever reaches all calls takes none.</summary>
    /// <param name="agent">See <see cref="Agent"/>; null for a bridge.</param>
    public bool Admits(string? agent) => agent is null || Agent is null || Agent == agent;

    /// <summary>Adds a signal. A repeated one changes nothing.</summary>
    /// <param name="late">It came when the call was over.</param>
    public LiveCall With(CallSignal signal, bool late = false)
    {
        var full = signal.Kind is CallSignalKind.Pause ? MostSignals * 2 : MostSignals;
        return Count >= full || Signals.Concat(LateSignals).Any(signal.Repeats) ? this
            : late ? this with { LateSignals = [.. LateSignals, signal] }
            : this with { Signals = [.. Signals, signal] };
    }
}
