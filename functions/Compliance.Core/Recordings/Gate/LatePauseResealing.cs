using Compliance.Keys;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// Pauses of a live call that become known after its recording was sealed: the gate then runs again over what was sealed, into a new
/// generation. Once for each stretch: what a gate has looked at is remembered, and a pause that only shortens brings nothing back.
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

    /// <summary>Whether the recording is sealed and was paused where its gate did not know of it.</summary>
    /// <exception cref="ManifestException">What is stored is not authentic.</exception>
    public Task<bool> IsDueAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken) =>
        manifests.ReadAsync(
            store,
            id,
            async recording => recording is { Document.State: RecordingState.Sealed, Manifest.Pci: { } pci }
                && await IsDueAsync(store, SealedMetadata.Open(recording).Call, pci.Windows, cancellationToken),
            cancellationToken);

    /// <summary>Whether a call was paused where its gate did not know of it.</summary>
    /// <param name="known">The pauses that the gate looked at.</param>
    public async Task<bool> IsDueAsync(
        TenantStore store, RecordingTicket call, IReadOnlyList<GateWindow> known, CancellationToken cancellationToken) =>
        Reach(await live.JoinAsync(store, call, GateInputBuilder.Windows(call), cancellationToken), beyond: known);

    /// <summary>Whether a window holds more than clocks are apart that is in none of the others.</summary>
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
