using Compliance.Audit;
using Compliance.Failures;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>Answers a ticket of a call that has a recording.</summary>
public sealed class RepeatedTickets(
    ManifestReader manifests, RecordingChange changes, RecordingSettlement settlement, UploadUrls urls, TimeProvider clock)
{
    /// <summary>The same ticket again: fresh URLs for what has not arrived, and an expired ticket is taken up again.</summary>
    /// <param name="mac">HMAC over the ticket.</param>
    /// <exception cref="ManifestException">What is stored is not authentic.</exception>
    public async Task<Outcome<IssuedTicket>> AnswerAsync(
        TenantStore store, Actor actor, StoredRecording existing, string mac, TenantSettings settings, CancellationToken cancellationToken)
    {
        using var recording = await manifests.FindAsync(store, existing.Id, cancellationToken);
        if (Refusal(existing.Document, recording, mac) is { } refusal)
        {
            return refusal;
        }

        var document = recording!.Document;
        if (document.State is RecordingState.Expired)
        {
            var expiresAt = clock.GetUtcNow() + TimeSpan.FromHours(settings.TicketHours);
            var reissued = await changes.ApplyAsync(
                store, existing.Id, new Announcement(actor, RecordingEvents.Reissued), x => Reissue(x, expiresAt), cancellationToken);
            if (!reissued.IsSuccess(out var stored, out var failure))
            {
                return failure;
            }

            document = stored.Document;
        }
        else if (document.State is RecordingState.AwaitingUpload)
        {
            // The try that made it may have died before its index entries: nobody gets a URL before they are there.
            await settlement.SettleAsync(store, existing.Id, cancellationToken);
        }

        var uploads = document is { State: RecordingState.AwaitingUpload, Ticket: { } ticket }
            ? await urls.OfAsync(store, existing.Id, ticket, TimeSpan.FromMinutes(settings.UploadUrlMinutes), cancellationToken)
            : [];
        return new IssuedTicket(existing.Id, document.State, uploads, Created: false)
        {
            DroppedPurposes = recording.Manifest.DroppedPurposes,
        };
    }

    /// <param name="recording">Null when it can't be opened.</param>
    static Failure? Refusal(RecordingDocument existing, OpenedRecording? recording, string mac)
    {
        if (existing.State is RecordingState.Erasing or RecordingState.Erased || (recording is null && existing.Manifest is not null))
        {
            return RecordingClaims.Erased(existing.Certificate);
        }

        if (recording is null)
        {
            return Failure.Conflict("An earlier attempt to create this ticket is being rolled back; try again in a minute.");
        }

        return DerivedMac.Matches(recording.Manifest.TicketMac, mac)
            ? null
            : Failure.Conflict("This call was already announced with different metadata.");
    }

    /// <summary>Another try may have taken it up again meanwhile.</summary>
    static Outcome<RecordingDocument> Reissue(RecordingDocument document, DateTimeOffset expiresAt)
    {
        if (document.State is RecordingState.AwaitingUpload)
        {
            return document;
        }

        return document.Ticket is { } ticket && RecordingTransitions.TryApply(document.State, RecordingOperation.Reissue, document.IsHeld, out var to)
            ? document with { State = to, Ticket = ticket with { ExpiresAt = expiresAt } }
            : Failure.Conflict("The recording has changed in the meantime; try again.");
    }
}
