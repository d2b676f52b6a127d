using Compliance.Calls;
using Compliance.Pci;
using FsCheck;
using FsCheck.Fluent;

namespace Compliance.Core.Tests.Calls;

public sealed class PauseTimelineTests
{
    static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    static readonly PauseChannel[] AllChannels = Enum.GetValues<PauseChannel>();

    [Fact]
    public void A_pause_and_a_resume_make_a_window_on_all_channels()
    {
        var window = Assert.Single(Fold(Pause(5), Resume(20)).Windows);

        Assert.Equal((At(5), At(20), PauseTrigger.Manual), (window.Start, window.End, window.Trigger));
        Assert.Equal(AllChannels, window.Channels);
    }

    [Fact]
    public void Leaving_a_card_field_does_not_end_what_the_agent_paused()
    {
        var timeline = Fold(Pause(5), Pause(6, PauseTrigger.Automatic), Resume(9, PauseTrigger.Automatic));

        Assert.Equal(AllChannels, timeline.Paused);
        Assert.Null(Assert.Single(timeline.Windows).End);
    }

    [Fact]
    public void An_agent_ends_what_a_page_left_behind() =>
        Assert.Empty(Fold(Pause(5, PauseTrigger.Automatic), Resume(9, PauseTrigger.Manual)).Paused);

    [Fact]
    public void A_resume_that_overtook_its_pause_still_ends_it() =>
        Assert.Equal(At(20), Assert.Single(Fold(Resume(20), Pause(5)).Windows).End);

    [Fact]
    public void The_end_of_the_call_ends_every_pause_and_a_later_one_counts_again()
    {
        var timeline = Fold(Pause(5), new CallSignal(CallSignalKind.End, At(9), null, [], "a"), Pause(12));

        Assert.Equal([At(9), null], timeline.Windows.Select(x => x.End));
        Assert.Equal(AllChannels, timeline.Paused);
    }

    [Fact]
    public void Channels_pause_by_themselves()
    {
        var timeline = Fold(Pause(5), Resume(10, null, PauseChannel.Screen), Resume(20));

        Assert.Equal([(At(20), 2), (At(10), 1)], timeline.Windows.Select(x => (x.End!.Value, x.Channels.Count)));
    }

    [Fact]
    public void Of_two_signals_of_one_instant_the_later_arrival_counts()
    {
        Assert.Empty(Fold(Pause(5), Resume(5)).Windows);
        Assert.Equal(AllChannels, Fold(Resume(5), Pause(5)).Paused);
    }

    [Fact]
    public void Each_instant_is_paused_exactly_when_somebody_holds_it() => Prop.ForAll(Signals(), signals =>
    {
        var timeline = Fold([.. signals]);
        foreach (var channel in AllChannels)
        {
            // A quarter into every second: no signal is there.
            for (var second = -1; second <= signals.Count; second++)
            {
                var at = At(second).AddMilliseconds(250);
                var told = signals.Where(x => x.At <= at && x.Reaches(channel)).OrderBy(x => x.At).ToList();
                var automatic = Holds(told, x => x.Trigger is PauseTrigger.Automatic, x => true);
                var manual = Holds(told, x => x.Trigger is not PauseTrigger.Automatic, x => x.Trigger is not PauseTrigger.Automatic);
                var shown = timeline.Windows.Count(x => x.Channels.Contains(channel) && x.Start <= at && (x.End is null || at < x.End));
                Assert.Equal(automatic || manual ? 1 : 0, shown);
            }
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Order_of_arrival_and_repeats_change_nothing() => Prop.ForAll(Signals(), ArbMap.Default.ArbFor<int>(), (signals, seed) =>
    {
        var shuffled = signals.Concat(signals).ToArray();
        new Random(seed).Shuffle(shuffled);
        var (ordered, disordered) = (Call(), Call());
        ordered = signals.Aggregate(ordered, (call, x) => call.With(x));
        disordered = shuffled.Aggregate(disordered, (call, x) => call.With(x));

        Assert.Equal(signals.Count, disordered.Signals.Count);
        Assert.Equal(Text(ordered.Timeline()), Text(disordered.Timeline()));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_skewed_sender_s_signals_are_put_where_they_happened()
    {
        IReadOnlyList<SourceClock> clocks = [new("a", -3600, null)];

        Assert.Equal(At(5 - 3600), PauseTimeline.Of([Pause(5)], clocks).Windows[0].Start);
        Assert.Equal(At(5), PauseTimeline.Of([Pause(5) with { Source = null }], clocks).Windows[0].Start);
    }

    [Fact]
    public void A_call_with_too_many_signals_stays_paused()
    {
        var call = Call() with { Signals = [.. Enumerable.Range(0, LiveCall.MostSignals).Select(x => x % 2 == 0 ? Pause(x) : Resume(x))] };

        call = call.With(Pause(5000)).With(Resume(5001));

        Assert.Equal(AllChannels, call.Timeline().Paused);
    }

    static bool Holds(List<CallSignal> told, Func<CallSignal, bool> sets, Func<CallSignal, bool> clears)
    {
        var on = told.FindLastIndex(x => x.Kind is CallSignalKind.Pause && sets(x));
        return on > told.FindLastIndex(x => x.Kind is CallSignalKind.End || (x.Kind is CallSignalKind.Resume && clears(x)));
    }

    static Arbitrary<List<CallSignal>> Signals()
    {
        var one =
            from kind in Gen.Frequency(
                (5, Gen.Constant(CallSignalKind.Pause)), (5, Gen.Constant(CallSignalKind.Resume)), (1, Gen.Constant(CallSignalKind.End)))
            from trigger in Gen.Elements<PauseTrigger?>(PauseTrigger.Automatic, PauseTrigger.Manual, null)
            from channels in Gen.SubListOf(AllChannels)
            select new CallSignal(kind, Start, trigger, kind is CallSignalKind.End ? [] : [.. channels], "a");
        return Arb.From(Gen.ListOf(one).Select(list => list.Select((x, i) => x with { At = At(i) }).ToList()));
    }

    static string Text(PauseTimeline timeline) =>
        string.Join('\n', timeline.Windows.Select(x => $"{x.Start:O} {x.End:O} {x.Trigger} {string.Join(',', x.Channels)}"));

    static LiveCall Call() => new() { Id = "1", SealedCallId = "", HeardAt = Start };

    static PauseTimeline Fold(params IReadOnlyList<CallSignal> signals) => PauseTimeline.Of(signals, []);

    static CallSignal Pause(double second, PauseTrigger? trigger = null, params IReadOnlyList<PauseChannel> channels) =>
        new(CallSignalKind.Pause, At(second), trigger, channels, "a");

    static CallSignal Resume(double second, PauseTrigger? trigger = null, params IReadOnlyList<PauseChannel> channels) =>
        new(CallSignalKind.Resume, At(second), trigger, channels, "a");

    static DateTimeOffset At(double second) => Start.AddSeconds(second);
}
