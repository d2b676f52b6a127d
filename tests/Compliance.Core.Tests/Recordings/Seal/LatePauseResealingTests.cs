using Compliance.Pci;
using Compliance.Recordings;

namespace Compliance.Core.Tests.Recordings.Seal;

public sealed class LatePauseResealingTests
{
    [Theory]
    [InlineData(10, 20, 10, 20, false)]
    [InlineData(10.9, 20.9, 10, 20, false)]
    [InlineData(12, 15, 10, 20, false)]
    [InlineData(10, 22, 10, 20, true)]
    [InlineData(30, 30.4, 10, 20, true)]
    [InlineData(0, double.MaxValue, 10, 20, true)]
    [InlineData(50, double.MaxValue, 10, double.MaxValue, false)]
    public void Reach_OfOneWindow_IsWhatTheOtherDoesNotHold(double start, double end, double seenStart, double seenEnd, bool reaches) =>
        Assert.Equal(reaches, LatePauseResealing.Reach([Window(start, end)], beyond: [Window(seenStart, seenEnd)]));

    [Fact]
    public void Reach_OfAnotherChannel_IsBeyond() => Assert.True(
        LatePauseResealing.Reach([Window(10, 20)], beyond: [Window(10, 20, PauseChannel.Screen), Window(10, 20, PauseChannel.Keystrokes)]));

    [Fact]
    public void Reach_OfOneWindowOverSeveral_IsNotBeyond() => Assert.False(
        LatePauseResealing.Reach([Window(10, 20)], beyond: [Window(14, 20, PauseChannel.Audio), Window(9, 15), Window(
            10, 20, PauseChannel.Screen, PauseChannel.Keystrokes)]));

    static GateWindow Window(double start, double end, params PauseChannel[] channels) => new(start, end, PauseTrigger.Manual, channels);
}
