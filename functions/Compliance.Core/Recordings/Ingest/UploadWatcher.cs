using Compliance.Audit;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>What to do after an arrival or at a deadline.</summary>
public enum UploadVerdict
{
    /// <summary>Files are still awaited, or there is nothing to do.</summary>
    Wait,

    /// <summary>All files are there, or the ticket's limit has passed and some are: sealing may start.</summary>
    Seal,

    /// <summary>The ticket's limit has passed and no file is there.</summary>
    Expire,
}

/// <summary>
/// Compares a recording's inbox with its ticket. Called by the reconcile timer and by every arrival event. Events may come twice, late or
/// never, so nothing is counted: everything is looked up.
/// </summary>
public sealed class UploadWatcher(RecordingStateStore states, RecordingOutbox pending, IAuditLog log, TimeProvider clock)
{
    const string Origin = "inbox";

    /// <summary>Evaluates one recording. Removes uploads that nothing awaits any more.</summary>
    public async Task<UploadVerdict> EvaluateAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken)
    {
        // The inbox is read first: an upload that is listed here and not awaited by the state read afterwards belongs to nothing.
        var listed = await Inbox.ListOfAnyTypeAsync(store, id, cancellationToken);
        await DiscardAsync(store, id, listed.Where(x => !x.IsBlock), cancellationToken);
        var arrived = listed.Where(x => x.IsBlock).ToDictionary(x => x.Ordinal);
        var stored = await states.FindAsync(store, id, cancellationToken);
        switch (stored?.Document)
        {
            case { State: RecordingState.AwaitingUpload, Ticket: { } ticket }:
                // The clock is read once: otherwise an upload that was in time at the first reading could count as expired at the second.
                return (clock.GetUtcNow() >= ticket.ExpiresAt, ticket.Files.Count(f => arrived.ContainsKey(f.Ordinal))) switch
                {
                    var (_, there) when there == ticket.Files.Count => UploadVerdict.Seal,
                    (false, _) => UploadVerdict.Wait,
                    (true, 0) => UploadVerdict.Expire,
                    (true, _) => UploadVerdict.Seal,
                };

            case { State: RecordingState.Sealing }:
                return UploadVerdict.Seal;

            default:
                // Settling a recording on the work list empties the inbox of what was sealed, so such a recording is skipped. An upload
                // that was listed before this check and is still there after it belongs to nothing.
                if (arrived.Count > 0 && await pending.FindAsync(store, id, cancellationToken) is null)
                {
                    var left = await Inbox.ListAsync(store, id, cancellationToken);
                    await DiscardAsync(store, id, arrived.Values.Intersect(left.Values), cancellationToken);
                }

                return UploadVerdict.Wait;
        }
    }

    /// <summary>
    /// Removes uploads that no recording can accept, and those of one that accepts none: sealed, quarantined, expired, erased, or never
    /// announced.
    /// </summary>
    async Task DiscardAsync(TenantStore store, RecordingId id, IEnumerable<InboxBlob> strays, CancellationToken cancellationToken)
    {
        foreach (var stray in strays)
        {
            // Looked up and done again until it is done, and so on no work list.
            var intent = new AuditEntry(
                RecordingEvents.UploadDiscarded,
                $"{id}/{stray.Ordinal}/{AuditDigest.Of(stray.ETag.ToString())}",
                AuditPhase.Intent,
                AuditEntry.System,
                AuditEntry.Success,
                Origin,
                $"recordings/{id}");
            await log.ChangeAsync(
                store.Scope,
                intent,
                token => Inbox.RemoveAsync(store, stray, token),
                (done, removed) => removed ? done : done with { Outcome = AuditEntry.Refused },
                cancellationToken);
        }
    }
}
