using Compliance.Calls;
using Compliance.Pci;

namespace Compliance.Recordings;

/// <summary>Puts the pauses of a live call into the media, and makes one set of them and the windows that the recorder itself
/// declared.</summary>
public static class MediaWindows
{
    /// <summary>What a command takes to reach a recorder, and what two clocks are apart: within it the recorder's own times win.</summary>
    public const double Latency = 1;

    /// <param name="start">Start of the media, by our clock.</param>
    /// <param name="duration">Seconds of the media, if stated.</param>
    /// <param name="callSeconds">Seconds of the call, if stated.</param>
    /// <returns>
    /// Windows in seconds of the media; a pause that never ended reaches to its end. None where the media is shorter than the call by
    /// what was paused: such a recorder cut the pauses out, and there is nothing left in them.
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

    /// <summary>One set, channel by channel: windows that overlap become one; edges that differ by latency alone are the
    /// recorder's.</summary>
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

    /// <summary>No more than half of a short window.</summary>
    static double Slack(double length) => Math.Min(Latency, length / 4);
}
