using Compliance.Calls;
using Compliance.Pci;
using Compliance.Recordings;

namespace Compliance.Core.Tests.Calls;

public sealed class MediaWindowsTests
{
    static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    static readonly PauseChannel[] AllChannels = Enum.GetValues<PauseChannel>();

    [Fact]
    public void Of_PausesByTheClock_AreSecondsOfTheMedia()
    {
        var windows = Of([Live(-4, 3), Live(10, 30), Live(50, null)], 60, 60);

        Assert.Equal([(0, 3), (10, 30), (50, 60)], windows.Select(x => (x.Start, x.End)));
        Assert.Equal([0.75, 1, 1], windows.Select(x => x.Slack));
    }

    [Fact]
    public void Of_PausesOutsideTheMedia_AreLeftOut() => Assert.Empty(Of([Live(-9, -2), Live(61, 70)], 60, 60));

    [Fact]
    public void Of_RecorderThatCutThePausesOut_HasNoWindows()
    {
        Assert.Empty(Of([Live(10, 30)], duration: 40.3, callSeconds: 60));
        Assert.Single(Of([Live(10, 30)], duration: 60, callSeconds: 60.4));
    }

    [Fact]
    public void Join_SamePauseDeclaredByTheRecorder_IsTheRecorders()
    {
        var declared = Window(12.5, 31);

        Assert.Equal([Text(declared)], MediaWindows.Join([declared], [Window(12.1, 31.6)]).Select(Text));
    }

    [Fact]
    public void Join_LongerLivePause_IsTheUnion()
    {
        var joined = Assert.Single(MediaWindows.Join([Window(12.5, 31)], [Window(12.1, 40)]));

        Assert.Equal((12.5, 40, 1), (joined.Start, joined.End, joined.Slack));
    }

    [Fact]
    public void Join_OtherChannels_KeepsEachChannelsOwn()
    {
        var joined = MediaWindows.Join([Window(10, 20, PauseChannel.Screen)], [Window(15, 30)]);

        Assert.Equal(["10-30 Screen", "15-30 Audio,Keystrokes"], joined.Select(Text));
    }

    [Fact]
    public void Join_NothingLive_LeavesWhatWasDeclared()
    {
        IReadOnlyList<GateWindow> declared = [Window(1, 5), Window(3, 9)];

        Assert.Same(declared, MediaWindows.Join(declared, []));
    }

    static IReadOnlyList<GateWindow> Of(IReadOnlyList<LiveWindow> windows, double? duration, double? callSeconds) =>
        MediaWindows.Of(new PauseTimeline(windows), Start, duration, callSeconds);

    static LiveWindow Live(double from, double? to) =>
        new(Start.AddSeconds(from), to is { } end ? Start.AddSeconds(end) : null, PauseTrigger.Automatic, AllChannels);

    static GateWindow Window(double from, double to, params PauseChannel[] channels) =>
        new(from, to, PauseTrigger.Manual, channels.Length == 0 ? AllChannels : channels);

    static string Text(GateWindow window) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"{window.Start}-{window.End} {string.Join(',', window.Channels)}");
}
