using System.Globalization;
using Compliance.Recordings.State;
using Compliance.Tenancy;

namespace Compliance.Recordings.Arrival;

/// <summary>What an arrival, or the passing of time, calls for.</summary>
public enum ArrivalVerdict
{
    /// <summary>Files are still awaited, or there is nothing to do.</summary>
    Wait,

    /// <summary>Everything is there, or the ticket's limit passed with something there: the sealing may start.</summary>
    Seal,
}

/// <summary>
/// Compares a recording's inbox with its ticket. Called by every arrival event, which may come twice, late or never, and by the reconcile
/// timer: nothing is counted, everything is looked up.
/// </summary>
public sealed class Arrivals(RecordingStateStore states, RecordingAudit audit, TimeProvider clock)
{
    /// <summary>Looks at one recording. Uploads that nobody awaits any more are removed.</summary>
    public async Task<ArrivalVerdict> LookAsync(TenantStore store, RecordingId id, CancellationToken cancellation)
    {
        // The inbox first: what is listed here and not awaited by the state read after it is nobody's.
        var arrived = await Inbox.ListAsync(store, id, cancellation);
        var stored = await states.FindAsync(store, id, cancellation);
        switch (stored?.Document)
        {
            case { State: RecordingState.AwaitingUpload, Ticket: { } ticket }:
                var complete = ticket.Files.All(f => arrived.ContainsKey(f.Ordinal));
                return complete || (clock.GetUtcNow() >= ticket.ExpiresAt && ticket.Files.Any(f => arrived.ContainsKey(f.Ordinal)))
                    ? ArrivalVerdict.Seal
                    : ArrivalVerdict.Wait;

            case { State: RecordingState.Sealing }:
                return ArrivalVerdict.Seal;

            default:
                await DiscardAsync(store, id, arrived.Values, cancellation);
                return ArrivalVerdict.Wait;
        }
    }

    /// <summary>Removes uploads of a recording that takes none: sealed, quarantined, expired, erased, or never announced.</summary>
    async Task DiscardAsync(TenantStore store, RecordingId id, IEnumerable<InboxBlob> strays, CancellationToken cancellation)
    {
        foreach (var stray in strays)
        {
            if (await Inbox.RemoveAsync(store, stray, cancellation))
            {
                var operation = string.Create(CultureInfo.InvariantCulture, $"{id}/{stray.Ordinal}/{stray.ETag:G}");
                await audit.NoteAsync(store, id, Actor.System("inbox"), "inbox.discarded", operation, cancellation);
            }
        }
    }
}
