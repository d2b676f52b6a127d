using System.Security.Cryptography;
using Compliance.Json;
using Compliance.Model;
using Compliance.Pci;

namespace Compliance.Recordings;

/// <summary><c>GET …/pauseProposals</c> (openapi.yaml).</summary>
public sealed record PauseProposalList(RecordingId RecordingId, IReadOnlyList<PauseProposalView> Items);

/// <param name="Preview">Null once it was decided.</param>
public sealed record PauseProposalView(
    int Number,
    PauseProposalState State,
    DateTimeOffset FiledAt,
    DateTimeOffset? DecidedAt,
    IReadOnlyList<ProposedWindow> Windows,
    PauseProposalPreview? Preview)
{
    public static PauseProposalView Of(PauseProposal proposal, OpenedRecording recording) => new(
        proposal.Number,
        proposal.State,
        proposal.FiledAt,
        proposal.DecidedAt,
        [.. proposal.Windows.Select(ProposedWindow.Of)],
        proposal.State is PauseProposalState.Open ? PauseProposalPreview.Of(proposal, recording) : null);
}

/// <param name="Start">Seconds in the media.</param>
/// <param name="End">Null: to the end of the media.</param>
public sealed record ProposedWindow(double Start, double? End, PauseTrigger Trigger, IReadOnlyList<PauseChannel> Channels)
{
    const double Endless = double.MaxValue;

    public static ProposedWindow Of(GateWindow window) =>
        new(Math.Round(window.Start, 3), window.End < Endless ? Math.Round(window.End, 3) : null, window.Trigger, window.Channels);
}

/// <summary>What confirming would destroy.</summary>
/// <param name="Tag">Names this preview: a confirmation of another one is refused.</param>
/// <param name="Seconds">Of the media, that are not silenced yet; null where a window has no end.</param>
/// <param name="Files">Whose content is concerned.</param>
/// <param name="Holds">That forbid it until they are released.</param>
public sealed record PauseProposalPreview(string Tag, double? Seconds, IReadOnlyList<string> Files, IReadOnlyList<HoldView> Holds)
{
    public static PauseProposalPreview Of(PauseProposal proposal, OpenedRecording recording)
    {
        var files = recording.Manifest.Files.Where(f => proposal.Windows.Any(w => PciGate.Reaches(w, f.Name, f.ContentType)));
        var preview = new PauseProposalPreview(
            "",
            Unsilenced(proposal.Windows, recording.Manifest.Pci?.Windows ?? []),
            [.. files.Select(f => f.Name)],
            [.. recording.Document.Holds.Select(h => new HoldView(h.HoldId, h.Matter, h.ReviewAt))]);
        var named = StateJson.Write(new Seen(proposal.Number, recording.Manifest.Generation, proposal.Windows, preview));
        return preview with { Tag = Convert.ToHexStringLower(SHA256.HashData(named).AsSpan(0, 16)) };
    }

    static double? Unsilenced(IReadOnlyList<GateWindow> proposed, IReadOnlyList<GateWindow> known)
    {
        var seconds = LatePauseResealing.Union(proposed).Sum(w => LatePauseResealing.Uncovered(w, known));
        return seconds < double.MaxValue / 2 ? Math.Round(seconds, 3) : null;
    }

    sealed record Seen(int Number, int Generation, IReadOnlyList<GateWindow> Windows, PauseProposalPreview Preview);
}
