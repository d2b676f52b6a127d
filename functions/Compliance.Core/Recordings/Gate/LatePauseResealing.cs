using Compliance.Audit;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// Pauses of a live call that become known after its recording was sealed. Those that count, or that a handler confirmed, make the gate run
/// again over what was sealed, into a new generation: once for each stretch, for what a gate has looked at is remembered, and a pause that
/// only shortens brings nothing back. Those that were signalled too late become a proposal.
/// </summary>
public sealed class LatePauseResealing(
    IndexSecretReader secrets,
    CallMap calls,
    RecordingStateStore states,
    ManifestReader manifests,
    Outbox pending,
    LiveWindowReader live,
    PauseProposalStore proposals,
    RecordingAudit audit,
    TimeProvider clock)
{
    /// <summary>Of entries about proposals that nobody made but the clock.</summary>
    const string Origin = "LatePauses";

    /// <summary>
    /// The sealed recording of a call of which something was signalled, put on the work list; null where none is sealed: the gate, or what
    /// ends its sealing, has yet to read the call.
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

        // A sealing that is just ending has looked already: then the reconcile timer starts the next.
        await pending.RenewAsync(store, id, cancellationToken);
        return id;
    }

    /// <summary>
    /// Whether the recording is sealed and its gate has to run again; what was signalled too late is filed as a proposal on the way.
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
    /// <param name="known">The pauses that the gate looked at.</param>
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

    /// <summary>Whether a window holds more than clocks are apart that is in none of the others.</summary>
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
            store, id, Actor.System(Origin), RecordingEvents.PauseProposed, $"{id}/{after.Items[^1].Number}", cancellationToken);
        await proposals.UpdateAsync(store, id, Next, cancellationToken);

        PauseProposalDocument Next(PauseProposalDocument document)
        {
            var settled = (GateWindow[])[.. known, .. windows.Applied, .. document.In(PauseProposalState.Rejected)];
            return document.Proposing([.. windows.Proposed.Where(w => Reach([w], beyond: settled))], clock.GetUtcNow());
        }
    }
}
