using Compliance.Calls;

namespace Compliance.Core.Tests.Calls;

public sealed class CallPeriodTests
{
    static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    static readonly TimeSpan Grace = TimeSpan.FromMinutes(15);

    /// <summary>Ten minutes of call, announced two minutes later.</summary>
    static readonly CallPeriod Period = new(Start, Start.AddMinutes(10), Start.AddMinutes(12), Grace, Held: false);

    [Theory]
    [InlineData(5, false)]
    [InlineData(25, false)]
    [InlineData(25.1, true)]
    [InlineData(40 * 24 * 60, true)]
    public void IsOver_ByTheReceipt_IsAfterTheGrace(double minutes, bool over) =>
        Assert.Equal(over, Period.IsOver(Start.AddMinutes(minutes)));

    [Fact]
    public void IsOver_UnderALegalHold_IsAtOnce() => Assert.True((Period with { Held = true }).IsOver(Start.AddMinutes(5)));

    [Fact]
    public void Split_SignalsDuringTheCall_AllCount()
    {
        var (counted, late) = Period.Split(Call(Signal(1), Signal(9), Signal(11)));

        Assert.Equal((3, 0), (counted.Signals.Count, late.Signals.Count));
    }

    /// <summary>The recording came three days late, and so did a signal: the recorder's time of the call tells them apart.</summary>
    [Fact]
    public void Split_SignalBeforeALateAnnouncement_DoesNotCount()
    {
        var days = Period with { AnnouncedAt = Start.AddDays(3) };

        var (counted, late) = days.Split(Call(Signal(1), Signal(3 * 24 * 60 - 1)));

        Assert.Equal((1, 1), (counted.Signals.Count, late.Signals.Count));
    }

    /// <summary>A recorder whose clock is months behind: what was signalled live still pauses the call.</summary>
    [Fact]
    public void Split_RecorderWithAnotherClock_CountsWhatCameBeforeTheAnnouncementAndTheEnd()
    {
        var behind = Period with { AnnouncedAt = Start.AddDays(60) };
        var minute = (behind.AnnouncedAt - Start).TotalMinutes - 60;

        var (counted, late) = behind.Split(
            Call(Signal(minute), Signal(minute + 1, CallSignalKind.End), Signal(minute + 10), Signal(minute + 17)));

        Assert.Equal((3, 1), (counted.Signals.Count, late.Signals.Count));
    }

    [Fact]
    public void Split_StartOfTheMediaToldAfterTheAnnouncement_IsNotBelieved()
    {
        var told = Signal(13, CallSignalKind.End) with { MediaStart = Start.AddMinutes(3) };

        Assert.Null(Period.Split(Call(told)).Counted.MediaStart());
        Assert.Equal(Start.AddMinutes(3), Period.Split(Call(told with { ReceivedAt = Start.AddMinutes(11) })).Counted.MediaStart());
    }

    [Fact]
    public void MediaStart_ToldTwice_IsTheFirst()
    {
        var first = Signal(10, CallSignalKind.End) with { MediaStart = Start };
        var second = Signal(11, CallSignalKind.End) with { MediaStart = Start.AddHours(1) };

        Assert.Equal(Start, Call(first, second).MediaStart());
    }

    [Fact]
    public void Split_SignalsThatCameWhenTheCallWasOver_ArePartOfTheLateOnes()
    {
        var call = Call(Signal(1)).With(Signal(100), late: true);

        var (counted, late) = Period.Split(call);

        Assert.Equal((1, 1), (counted.Signals.Count, late.Signals.Count));
        Assert.Equal(2, call.Count);
    }

    [Theory]
    [InlineData(null, "a", true)]
    [InlineData("a", "a", true)]
    [InlineData("a", "b", false)]
    [InlineData("a", null, true)]
    public void Admits_AgentOfAToken_IsTheCallsOwnOrABridge(string? bound, string? agent, bool admitted) =>
        Assert.Equal(admitted, (Call() with { Agent = bound }).Admits(agent));

    static CallSignal Signal(double minutes, CallSignalKind kind = CallSignalKind.Pause) =>
        new(kind, Start.AddMinutes(minutes), null, [], null) { ReceivedAt = Start.AddMinutes(minutes) };

    static LiveCall Call(params CallSignal[] signals) => new() { Id = "call", SealedCallId = "", HeardAt = Start, Signals = signals };
}
