using Compliance.Calls;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>Removes live calls that never got a recording, or whose recording is gone.</summary>
public sealed class UnclaimedCalls(LiveCallStore calls, CallWatch watch, CallMap recordings, RecordingStateStore states, TimeProvider clock)
{
    /// <summary>How long a call's state waits for its recording: recorders may upload after a weekend.</summary>
    static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    public async Task SweepAsync(TenantStore store, CancellationToken cancellationToken)
    {
        await foreach (var token in calls.OldAsync(store, clock.GetUtcNow() - Kept, cancellationToken))
        {
            try
            {
                if (await recordings.FindAsync(store, token, cancellationToken) is not { } id
                    || await states.FindAsync(store, id, cancellationToken) is not { Document.State: not (
                        RecordingState.Erased or RecordingState.Expired) })
                {
                    await watch.ForgetAsync(store, token, cancellationToken);
                }
            }
            catch (Exception forged) when (forged is UnauthenticDocumentException or ManifestException)
            {
                // Reported where it was read. It decides nothing, and the other calls go on.
            }
        }
    }
}
