using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// Removes uploads that have outlived their ticket, and append and page blobs; runs every hour. A lifecycle rule of the account is the
/// backstop.
/// </summary>
public sealed class InboxSweep(RecordingStateStore states, UploadWatcher arrivals)
{
    /// <returns>The number of recordings whose inbox was checked because they await no uploads or hold a blob of another type.</returns>
    public async Task<int> RunAsync(TenantStore store, CancellationToken cancellationToken)
    {
        RecordingId? last = null;
        var looked = 0;
        await foreach (var upload in Inbox.ListAllAsync(store, cancellationToken))
        {
            if (upload.Recording == last && upload.IsBlock)
            {
                continue;
            }

            last = upload.Recording;
            if (!upload.IsBlock || await AcceptsNoneAsync(store, upload.Recording, cancellationToken))
            {
                await arrivals.EvaluateAsync(store, upload.Recording, cancellationToken);
                looked++;
            }
        }

        return looked;
    }

    async Task<bool> AcceptsNoneAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken) =>
        (await states.FindAsync(store, id, cancellationToken))?.Document.State
            is not (RecordingState.AwaitingUpload or RecordingState.Sealing);
}
