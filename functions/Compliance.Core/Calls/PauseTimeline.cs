using Compliance.Pci;

namespace Compliance.Calls;

/// <summary>A pause of a live call, by our clock.</summary>
/// <param name="End">Null while it lasts.</param>
/// <param name="Trigger">Origin of the first request.</param>
public sealed record LiveWindow(DateTimeOffset Start, DateTimeOffset? End, PauseTrigger Trigger, IReadOnlyList<PauseChannel> Channels);

/// <summary>
/// The pauses that follow from the signals of a call. A pure fold: its result does not depend on repeats or on the order of arrival. Each
/// channel is paused while there is a hold on it:
/// <code>
/// signal               automatic hold   manual hold
/// pause, automatic     on               -
/// pause, manual        -                on
/// resume, automatic    off              -          leaving a card field does not end an agent's own pause
/// resume, manual       off              off        a person may end what a crashed page left behind
/// end                  off              off
/// </code>
/// A pause without a trigger counts as manual, and so does a resume. Of two signals with the same time, the later arrival counts.
/// </summary>
public sealed record PauseTimeline(IReadOnlyList<LiveWindow> Windows)
{
    [Flags]
    enum Holds
    {
        None = 0,
        Automatic = 1,
        Manual = 2,
        All = Automatic | Manual,
    }

    static readonly PauseChannel[] AllChannels = Enum.GetValues<PauseChannel>();

    /// <summary>Channels that must be paused now.</summary>
    public IReadOnlyList<PauseChannel> Paused => [.. AllChannels.Where(c => Windows.Any(w => w.End is null && w.Channels.Contains(c)))];

    public static PauseTimeline Of(IReadOnlyList<CallSignal> signals, IReadOnlyList<SourceClock> clocks)
    {
        // OrderBy is stable: signals with the same time keep their order of arrival.
        var ordered = signals.Select(s => (Signal: s, At: OurTime(s.At, s.Source, clocks))).OrderBy(x => x.At).ToList();
        var windows = AllChannels.SelectMany(channel => Fold(channel, ordered)).Where(w => w.End is null || w.End > w.Start);
        return new PauseTimeline(
        [
            .. windows.GroupBy(w => (w.Start, w.End, w.Trigger))
                .Select(g => new LiveWindow(g.Key.Start, g.Key.End, g.Key.Trigger, [.. g.SelectMany(w => w.Channels).Order()]))
                .OrderBy(w => w.Start).ThenBy(w => w.Channels[0]),
        ]);
    }

    /// <summary>Converts a sender's time to our clock.</summary>
    public static DateTimeOffset OurTime(DateTimeOffset at, string? source, IReadOnlyList<SourceClock> clocks) =>
        at + TimeSpan.FromSeconds(clocks.FirstOrDefault(x => x.Source == source)?.Offset ?? 0);

    static IEnumerable<LiveWindow> Fold(PauseChannel channel, IEnumerable<(CallSignal Signal, DateTimeOffset At)> ordered)
    {
        var holds = Holds.None;
        LiveWindow? open = null;
        foreach (var (signal, at) in ordered.Where(x => x.Signal.Reaches(channel)))
        {
            holds = Next(holds, signal);
            if (open is null && holds != Holds.None)
            {
                open = new LiveWindow(at, null, signal.Trigger ?? PauseTrigger.Manual, [channel]);
            }
            else if (open is not null && holds == Holds.None)
            {
                yield return open with { End = at };
                open = null;
            }
        }

        if (open is not null)
        {
            yield return open;
        }
    }

    static Holds Next(Holds holds, CallSignal signal) => (signal.Kind, signal.Trigger) switch
    {
        (CallSignalKind.Pause, PauseTrigger.Automatic) => holds | Holds.Automatic,
        (CallSignalKind.Pause, _) => holds | Holds.Manual,
        (CallSignalKind.Resume, PauseTrigger.Automatic) => holds & ~Holds.Automatic,
        (CallSignalKind.Resume, _) => holds & ~Holds.All,
        (CallSignalKind.End, _) => Holds.None,
        _ => throw new ArgumentOutOfRangeException(nameof(signal)),
    };
}
