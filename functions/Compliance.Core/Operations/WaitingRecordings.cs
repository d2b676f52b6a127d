using Compliance.Audit;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Tenancy;

namespace Compliance.Operations;

/// <summary>Recordings that await uploads or are being sealed.</summary>
public sealed class WaitingRecordings(UploadWatcher arrivals, RecordingChange changes)
{
    /// <summary>Seals what has arrived, and expires what has not in time.</summary>
    /// <param name="seal">Starts the recording's sealing; a start that finds one running is no error.</param>
    public async Task MoveOnAsync(
        TenantStore store,
        RecordingId id,
        RecordingDocument waiting,
        Func<RecordingId, CancellationToken, Task> seal,
        CancellationToken cancellationToken)
    {
        switch (await arrivals.EvaluateAsync(store, id, cancellationToken))
        {
            case UploadVerdict.Seal:
                await seal(id, cancellationToken);
                break;
            case UploadVerdict.Expire when waiting.Ticket is { } ticket:
                await ExpireAsync(store, id, ticket, cancellationToken);
                break;
        }
    }

    /// <summary>Past the ticket's limit with nothing arrived: expired, or, for late files, back to what was sealed.</summary>
    Task ExpireAsync(TenantStore store, RecordingId id, RecordingTicketState ticket, CancellationToken cancellationToken) =>
        changes.ApplyAsync(
            store,
            id,
            new Announcement(Actor.System("reconcile"), RecordingEvents.Expired),
            document => document.Ticket?.ExpiresAt == ticket.ExpiresAt ? Expired(document) : document,
            cancellationToken);

    static RecordingDocument Expired(RecordingDocument document)
    {
        var operation = document switch
        {
            { Generation: 0 } => RecordingOperation.Expire,
            { Quarantine: not null } => RecordingOperation.WithdrawToQuarantine,
            _ => RecordingOperation.Withdraw,
        };

        // An expired ticket keeps its list of files: the same ticket posted again takes it up.
        return RecordingTransitions.TryApply(document.State, operation, document.IsHeld, out var to)
            ? document with { State = to, Ticket = operation is RecordingOperation.Expire ? document.Ticket : null }
            : document;
    }
}
