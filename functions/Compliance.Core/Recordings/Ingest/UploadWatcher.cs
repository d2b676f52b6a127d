using Compliance.Audit;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>What an arrival, or the passing of time, calls for.</summary>
public enum UploadVerdict
{
    /// <summary>Files are still awaited, or there is nothing to do.</summary>
    Wait,

    /// <summary>Everything is there, or the ticket's limit passed with something there: the sealing may start.</summary>
    Seal,

    /// <summary>The ticket's limit passed and nothing is there.</summary>
    Expire,
}

/// <summary>
/// Compares a recording's inbox with its ticket. Called by every arrival event, which may come twice, late or never, and by the reconcile
/// timer: nothing is counted, everything is looked up.
/// </summary>
public sealed class UploadWatcher(RecordingStateStore states, RecordingOutbox pending, IAuditLog log, TimeProvider clock)
{
    const string Origin = "inbox";

    /// <summary>Looks at one recording. Uploads that nobody awaits any more are removed.</summary>
    public async Task<UploadVerdict> EvaluateAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken)
    {
        // The inbox first: what is listed here and not awaited by the state read after it is nobody's.
        var arrived = await Inbox.ListAsync(store, id, cancellationToken);
        var stored = await states.FindAsync(store, id, cancellationToken);
        switch (stored?.Document)
        {
            case { State: RecordingState.AwaitingUpload, Ticket: { } ticket }:
                // One reading of the clock: what was short of the limit when it was looked at is not expired by a later look at the clock.
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
                // A recording on the work list is yet to be settled, and settling it empties the inbox of what was sealed. What was there
                // before and is there after that is nobody's.
                if (arrived.Count > 0 && await pending.FindAsync(store, id, cancellationToken) is null)
                {
                    var left = await Inbox.ListAsync(store, id, cancellationToken);
                    await DiscardAsync(store, id, arrived.Values.Intersect(left.Values), cancellationToken);
                }

                return UploadVerdict.Wait;
        }
    }

    /// <summary>Removes uploads of a recording that takes none: sealed, quarantined, expired, erased, or never announced.</summary>
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
