using Compliance.Pci;
using Compliance.Recordings;

namespace Compliance.Core.Tests.Recordings.Gate;

public sealed class PauseProposalTests
{
    static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Proposing_TheSameWindowsAgain_ChangesNothing()
    {
        var document = PauseProposalDocument.Empty.Proposing([Window(1, 3)], Now);

        Assert.Same(document, document.Proposing([Window(1, 3)], Now.AddDays(1)));
        Assert.Same(PauseProposalDocument.Empty, PauseProposalDocument.Empty.Proposing([], Now));
    }

    [Fact]
    public void Proposing_OtherWindows_ChangesTheOpenProposal()
    {
        var document = PauseProposalDocument.Empty.Proposing([Window(1, double.MaxValue)], Now).Proposing([Window(1, 3)], Now.AddDays(1));

        var open = Assert.Single(document.Items);
        Assert.Equal((1, Now, 3.0), (open.Number, open.FiledAt, Assert.Single(open.Windows).End));
    }

    [Fact]
    public void Proposing_AfterADecision_IsANewProposal()
    {
        var document = PauseProposalDocument.Empty.Proposing([Window(1, 3)], Now);
        document = document.With(document.Items[0] with { State = PauseProposalState.Rejected }).Proposing([Window(5, 6)], Now);

        Assert.Equal([PauseProposalState.Rejected, PauseProposalState.Open], document.Items.Select(x => x.State));
        Assert.Equal(1.0, Assert.Single(document.In(PauseProposalState.Rejected)).Start);
    }

    [Theory]
    [InlineData("media.wav", "audio/wav", PauseChannel.Audio, true)]
    [InlineData("media.wav", "audio/wav", PauseChannel.Screen, false)]
    [InlineData("screen.mp4", "video/mp4", PauseChannel.Screen, true)]
    [InlineData("transcript.json", "application/json", PauseChannel.Audio, true)]
    [InlineData("keystrokes.jsonl", "application/x-ndjson", PauseChannel.Keystrokes, true)]
    [InlineData("keystrokes.jsonl", "application/x-ndjson", PauseChannel.Audio, false)]
    public void Reaches_FileOfAKind_IsWhatTheGateTakesSomethingOutOf(string name, string type, PauseChannel channel, bool reaches) =>
        Assert.Equal(reaches, PciGate.Reaches(Window(1, 2, channel), name, type));

    [Fact]
    public void Union_OfOverlappingWindows_CountsEachSecondOnce() => Assert.Equal(
        [(1.0, 4.0), (6.0, 7.0)],
        LatePauseResealing.Union([Window(6, 7), Window(2, 4), Window(1, 3), Window(1.5, 2)]).Select(x => (x.Start, x.End)));

    static GateWindow Window(double start, double end, params PauseChannel[] channels) => new(start, end, PauseTrigger.Manual, channels);
}
