using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// Removes uploads that have outlived their ticket; runs every hour. A lifecycle rule of the account is the backstop.
/// </summary>
public sealed class InboxSweep(RecordingStateStore states, UploadWatcher arrivals)
{
    /// <returns>The number of recordings whose inbox was checked because they await no uploads.</returns>
    public async Task<int> RunAsync(TenantStore store, CancellationToken cancellationToken)
    {
        RecordingId? last = null;
        var looked = 0;
        await foreach (var upload in Inbox.ListAllAsync(store, cancellationToken))
        {
            if (upload.Recording == last)
            {
                continue;
            }

            last = upload.Recording;
            var stored = await states.FindAsync(store, upload.Recording, cancellationToken);
            if (stored?.Document.State is not (RecordingState.AwaitingUpload or RecordingState.Sealing))
            {
                await arrivals.EvaluateAsync(store, upload.Recording, cancellationToken);
                looked++;
            }
        }

        return looked;
    }
}
