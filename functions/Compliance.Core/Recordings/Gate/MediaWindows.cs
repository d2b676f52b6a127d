using Compliance.Calls;
using Compliance.Pci;

namespace Compliance.Recordings;

/// <summary>
/// Maps the pauses of a live call to positions in the media, and merges them with the windows that the recorder declared.
/// </summary>
public static class MediaWindows
{
    /// <summary>
    /// Seconds that a command may take to reach a recorder, and that two clocks may differ. Within this, the recorder's own times win.
    /// </summary>
    public const double Latency = 1;

    /// <param name="start">Start of the media by our clock.</param>
    /// <param name="duration">Length of the media in seconds, if stated.</param>
    /// <param name="callSeconds">Length of the call in seconds, if stated.</param>
    /// <returns>
    /// Windows in seconds of the media; a pause that never ended extends to its end. Empty if the media is shorter than the call by the
    /// paused time: such a recorder cut the pauses out, so they have no content to mask.
    /// </returns>
    public static IReadOnlyList<GateWindow> Of(PauseTimeline timeline, DateTimeOffset start, double? duration, double? callSeconds)
    {
        var end = Math.Max(duration ?? 0, callSeconds ?? 0) is > 0 and var known ? known : double.MaxValue;
        var windows = timeline.Windows
            .Select(w => (Window: w, From: Math.Max(0, (w.Start - start).TotalSeconds), To: Math.Min(
                end, w.End is { } e ? (e - start).TotalSeconds : end)))
            .Where(x => x.To > x.From)
            .ToList();
        var paused = windows.Where(x => x.Window.Channels.Contains(PauseChannel.Audio)).Sum(x => x.To - x.From);
        return callSeconds - duration is { } missing && paused > 0 && Math.Abs(missing - paused) <= Math.Max(2 * Latency, paused / 10)
            ? []
            : [.. windows.Select(x => new GateWindow(x.From, x.To, x.Window.Trigger, x.Window.Channels, Slack(x.To - x.From)))];
    }

    /// <summary>
    /// Merges per channel: overlapping windows become one, and where edges differ only by latency, the recorder's are used.
    /// </summary>
    public static IReadOnlyList<GateWindow> Join(IReadOnlyList<GateWindow> declared, IReadOnlyList<GateWindow> live)
    {
        if (live.Count == 0)
        {
            return declared;
        }

        var joined = new List<GateWindow>();
        foreach (var channel in Enum.GetValues<PauseChannel>())
        {
            var set = declared.Where(w => w.Reaches(channel)).Select(w => w with { Channels = [channel] }).ToList();
            foreach (var window in live.Where(w => w.Reaches(channel)).OrderBy(w => w.Start))
            {
                var met = set.Where(w => w.Start < window.End && window.Start < w.End).OrderBy(w => w.Start).ToList();
                set.RemoveAll(met.Contains);
                set.Add(met.Aggregate(window with { Channels = [channel] }, Merge));
            }

            joined.AddRange(set);
        }

        return
        [
            .. joined.GroupBy(w => (w.Start, w.End, w.Trigger, w.Slack))
                .Select(g => g.First() with { Channels = [.. g.SelectMany(w => w.Channels)] })
                .OrderBy(w => w.Start).ThenBy(w => w.End),
        ];
    }

    static GateWindow Merge(GateWindow live, GateWindow declared)
    {
        var (sameStart, sameEnd) = (Math.Abs(declared.Start - live.Start) <= Latency, Math.Abs(declared.End - live.End) <= Latency);
        var start = sameStart ? declared.Start : Math.Min(declared.Start, live.Start);
        var end = sameEnd ? declared.End : Math.Max(declared.End, live.End);
        return declared with { Start = start, End = end, Slack = sameStart && sameEnd ? declared.Slack : Slack(end - start) };
    }

    /// <summary>At most half of a short window.</summary>
    static double Slack(double length) => Math.Min(Latency, length / 4);
}
