using Compliance.Keys;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// Handles pauses of a live call that become known after its recording was sealed: the gate runs again over the sealed files, into a new
/// generation. This happens once per stretch: the gate's windows are remembered, and shortening a pause never restores what was masked.
/// </summary>
public sealed class LatePauseResealing(
    IndexSecretReader secrets,
    CallMap calls,
    RecordingStateStore states,
    ManifestReader manifests,
    RecordingOutbox pending,
    LiveWindowReader live)
{
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

    /// <summary>Whether the recording is sealed and the call has a pause that its gate did not know of.</summary>
    /// <exception cref="ManifestException">What is stored is not authentic.</exception>
    public Task<bool> IsDueAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken) =>
        manifests.ReadAsync(
            store,
            id,
            async recording => recording is { Document.State: RecordingState.Sealed, Manifest.Pci: { } pci }
                && await IsDueAsync(store, SealedMetadata.Open(recording).Call, pci.Windows, cancellationToken),
            cancellationToken);

    /// <summary>Whether the call has a pause that the gate did not know of.</summary>
    /// <param name="known">The pauses that the gate took into account.</param>
    public async Task<bool> IsDueAsync(
        TenantStore store, RecordingTicket call, IReadOnlyList<GateWindow> known, CancellationToken cancellationToken) =>
        Reach(await live.JoinAsync(store, call, GateInputBuilder.Windows(call), cancellationToken), beyond: known);

    /// <summary>Whether any window has a stretch outside all the others that is longer than clocks may differ.</summary>
    public static bool Reach(IReadOnlyList<GateWindow> windows, IReadOnlyList<GateWindow> beyond) =>
        Enum.GetValues<PauseChannel>().Any(channel => windows.Any(w => w.Reaches(channel)
            && Uncovered(w, beyond.Where(x => x.Reaches(channel))) > Math.Min(MediaWindows.Latency, (w.End - w.Start) / 2)));

    static double Uncovered(GateWindow window, IEnumerable<GateWindow> others)
    {
        var (open, reached) = (0.0, window.Start);
        foreach (var other in others.Where(x => x.End > window.Start && x.Start < window.End).OrderBy(x => x.Start))
        {
            open += Math.Max(0, other.Start - reached);
            reached = Math.Max(reached, other.End);
        }

        return open + Math.Max(0, window.End - reached);
    }
}
