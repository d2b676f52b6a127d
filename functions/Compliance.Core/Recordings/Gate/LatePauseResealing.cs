using Compliance.Audit;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// Handles pauses of a live call that become known after its recording was sealed. If they count, or a handler has confirmed them, the
/// gate runs again over the sealed files, into a new generation. This happens once per stretch: the gate's windows are remembered, and
/// shortening a pause never restores what was masked. Pauses that were signalled too late become a proposal.
/// </summary>
public sealed class LatePauseResealing(
    IndexSecretReader secrets,
    CallMap calls,
    RecordingStateStore states,
    ManifestReader manifests,
    RecordingOutbox pending,
    LiveWindowReader live,
    PauseProposalStore proposals,
    RecordingAudit audit,
    TimeProvider clock)
{
    /// <summary>Of entries about proposals that nobody made but the clock.</summary>
    const string Origin = "LatePauses";

    /// <summary>
    /// Finds the sealed recording of a call that has received a signal, and puts it on the work list. Null if it is not sealed: the gate,
    /// or the check at the end of its sealing, will still read the call.
    /// </summary>
    public async Task<RecordingId?> SealedOfAsync(TenantStore store, CallId call, CancellationToken cancellationToken)
    {
        string token;
        using (var secret = await secrets.OpenAsync(store, cancellationToken))
        {
            token = secret.Tokens.CallIdToken(call.Value).Value;
        }

        if (await calls.FindAsync(store, token, cancellationToken) is not { } id
            || await states.FindAsync(store, id, cancellationToken) is not { Document.State: RecordingState.Sealed })
        {
            return null;
        }

        // A sealing that is about to end may have checked already. The reconcile timer then starts the next one.
        await pending.RenewAsync(store, id, cancellationToken);
        return id;
    }

    /// <summary>
    /// Whether the recording is sealed and its gate has to run again. Also files what was signalled too late as a proposal.
    /// </summary>
    /// <exception cref="ManifestException">What is stored is not authentic.</exception>
    public Task<bool> IsDueAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken) =>
        manifests.ReadAsync(
            store,
            id,
            async recording => recording is { Document.State: RecordingState.Sealed, Manifest.Pci: { } pci }
                && await IsDueAsync(store, recording, pci.Windows, cancellationToken),
            cancellationToken);

    /// <inheritdoc cref="IsDueAsync(TenantStore, RecordingId, CancellationToken)"/>
    /// <param name="known">The pauses that the gate took into account.</param>
    public async Task<bool> IsDueAsync(
        TenantStore store, OpenedRecording recording, IReadOnlyList<GateWindow> known, CancellationToken cancellationToken)
    {
        var windows = await live.ReadAsync(store, recording.Stored, SealedMetadata.Open(recording).Call, cancellationToken);
        if (windows.Proposed.Count > 0)
        {
            await ProposeAsync(store, recording.Stored.Id, windows, known, cancellationToken);
        }

        return !recording.Document.IsHeld && Reach(windows.Applied, beyond: known);
    }

    /// <summary>Whether any window has a stretch outside all the others that is longer than clocks may differ.</summary>
    public static bool Reach(IReadOnlyList<GateWindow> windows, IReadOnlyList<GateWindow> beyond) =>
        Enum.GetValues<PauseChannel>().Any(channel => windows.Any(w => w.Reaches(channel)
            && Uncovered(w, beyond.Where(x => x.Reaches(channel))) > Math.Min(MediaWindows.Latency, (w.End - w.Start) / 2)));

    /// <summary>Seconds of a window that are in none of the others.</summary>
    internal static double Uncovered(GateWindow window, IEnumerable<GateWindow> others)
    {
        var (open, reached) = (0.0, window.Start);
        foreach (var other in others.Where(x => x.End > window.Start && x.Start < window.End).OrderBy(x => x.Start))
        {
            open += Math.Max(0, other.Start - reached);
            reached = Math.Max(reached, other.End);
        }

        return open + Math.Max(0, window.End - reached);
    }

    /// <summary>The same seconds, each in one window.</summary>
    internal static IReadOnlyList<GateWindow> Union(IReadOnlyList<GateWindow> windows)
    {
        var union = new List<GateWindow>();
        foreach (var window in windows.OrderBy(x => x.Start))
        {
            if (union is [.., var last] && window.Start <= last.End)
            {
                union[^1] = last with { End = Math.Max(last.End, window.End) };
            }
            else
            {
                union.Add(window);
            }
        }

        return union;
    }

    async Task ProposeAsync(
        TenantStore store, RecordingId id, CallWindows windows, IReadOnlyList<GateWindow> known, CancellationToken cancellationToken)
    {
        var before = await proposals.ReadAsync(store, id, cancellationToken);
        var after = Next(before);
        if (ReferenceEquals(before, after))
        {
            return;
        }

        // Before it is written, for nobody looks again at what is written; its number says which it is, however often it is tried.
        await audit.NoteAsync(
            store, id, Actor.System(Origin), RecordingEvents.PauseProposed, $"{after.Items[^1].Number}", cancellationToken);
        await proposals.UpdateAsync(store, id, Next, cancellationToken);

        PauseProposalDocument Next(PauseProposalDocument document)
        {
            var settled = (GateWindow[])[.. known, .. windows.Applied, .. document.In(PauseProposalState.Rejected)];
            return document.Proposing([.. windows.Proposed.Where(w => Reach([w], beyond: settled))], clock.GetUtcNow());
        }
    }
}
