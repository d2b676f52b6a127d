namespace Compliance.Calls;

/// <summary>
/// When a call took place, as its recorder announced it: the time in which signals about the call count. A signal is judged by our clock,
/// at its receipt. Without a recording the end of a call is not known, and every signal counts.
/// </summary>
/// <param name="End">Not after <paramref name="AnnouncedAt"/>: what is announced as recorded is over.</param>
/// <param name="AnnouncedAt">When the recording was announced, by our clock.</param>
/// <param name="Grace">How long after the end signals count.</param>
/// <param name="Held">A legal hold stands on the recording: whatever is signalled from now on is a proposal.</param>
public sealed record CallPeriod(DateTimeOffset Start, DateTimeOffset End, DateTimeOffset AnnouncedAt, TimeSpan Grace, bool Held)
{
    DateTimeOffset Until => End + Grace;

    /// <summary>Whether a signal that is received now comes too late.</summary>
    public bool IsOver(DateTimeOffset now) => Held || now > Until;

    /// <summary>
    /// The call with what counts of its signals, and with the rest. What was received after the announcement was judged at its receipt.
    /// From then on the recorder's own start of the media is known, and no sender's replaces it.
    /// </summary>
    public (LiveCall Counted, LiveCall Late) Split(LiveCall call)
    {
        var told = call.Signals.Where(x => x.ReceivedAt <= AnnouncedAt).ToList();
        var ended = told.Find(x => x.Kind is CallSignalKind.End)?.ReceivedAt ?? AnnouncedAt;

        // Where nothing was signalled in the recorder's time of the call, its clock is not ours, and only the sequence of events is known.
        var limit = told.Exists(x => x.ReceivedAt >= Start - Grace && x.ReceivedAt <= Until) ? Until : Max(Until, ended + Grace);
        var late = told.Where(x => x.ReceivedAt > limit).ToHashSet();
        return (
            call with { Signals = [.. call.Signals.Where(x => !late.Contains(x)).Select(WithoutLateStart)], LateSignals = [] },
            call with { Signals = [.. late, .. call.LateSignals], LateSignals = [], Clocks = [] });
    }

    CallSignal WithoutLateStart(CallSignal signal) => signal.ReceivedAt <= AnnouncedAt ? signal : signal with { MediaStart = null };

    static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
