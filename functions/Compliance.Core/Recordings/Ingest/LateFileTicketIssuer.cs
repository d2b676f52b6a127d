using Compliance.Audit;
using Compliance.Failures;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// Announces files that arrive after the ticket. The sealed files stay readable until a new generation takes effect. That generation
/// contains the old files and the new ones, and all of them have passed the gate again.
/// </summary>
public sealed class LateFileTicketIssuer(
    RecordingStateStore states,
    ManifestReader manifests,
    RecordingSettlement settlement,
    RecordingAudit audit,
    UploadUrls urls,
    TimeProvider clock)
{
    /// <param name="parse">Parses the announcement against the ticket of its call.</param>
    public async Task<Outcome<IssuedTicket>> AnnounceAsync(
        TenantStore store,
        Actor actor,
        RecordingId id,
        Func<RecordingTicket, Outcome<LateFiles>> parse,
        TenantSettings settings,
        CancellationToken cancellationToken)
    {
        try
        {
            return await manifests.ReadAsync<Outcome<IssuedTicket>>(
                store,
                id,
                async recording =>
                {
                    if (recording is null)
                    {
                        return await states.FindAsync(store, id, cancellationToken) is { } stored
                            ? Failure.Gone("This recording was erased.", stored.Document.Certificate)
                            : Failure.NotFound("The recording does not exist.");
                    }

                    var record = SealedMetadata.Open(recording);
                    return parse(record.Call).IsSuccess(out var late, out var failure)
                        && late.AddTo(record.Call).IsSuccess(out var call, out failure)
                            ? await AnnounceAsync(store, actor, recording, late, record with { Call = call }, settings, cancellationToken)
                            : failure;
                },
                cancellationToken);
        }
        catch (Exception e) when (e is ManifestException or SealedContentException)
        {
            return Failure.FailedVerification("The stored recording failed its integrity check; no files can be added.");
        }
    }

    async Task<Outcome<IssuedTicket>> AnnounceAsync(
        TenantStore store,
        Actor actor,
        OpenedRecording recording,
        LateFiles late,
        MetadataRecord record,
        TenantSettings settings,
        CancellationToken cancellationToken)
    {
        var (id, document, lifetime) = (recording.Stored.Id, recording.Document, TimeSpan.FromMinutes(settings.UploadUrlMinutes));
        var wanted = Wanted(recording, late, record.Call);
        var known = document.Ticket?.Files ?? [];
        if (wanted.All(known.Contains))
        {
            // A repeated announcement: returns fresh URLs for what is still missing, or none if nothing is.
            var open = document is { State: RecordingState.AwaitingUpload, Ticket: { } awaited }
                ? await urls.OfAsync(store, id, awaited, lifetime, cancellationToken)
                : [];
            return new IssuedTicket(id, document.State, open, Created: false);
        }

        if (document.Quarantine is { Class: QuarantineClass.CardData } or { Destroyed: true }
            || !RecordingTransitions.TryApply(document.State, RecordingOperation.Announce, document.IsHeld, out var to))
        {
            return Failure.Conflict("The recording does not accept late files in its current state.");
        }

        var owed = await audit.BeginAsync(
            store, id, actor, RecordingEvents.FilesAnnounced, $"{id}/{recording.Stored.Version}/{actor.Pseudonym}", cancellationToken);
        var ticket = new RecordingTicketState([.. known.Union(wanted)], clock.GetUtcNow() + TimeSpan.FromHours(settings.TicketHours));
        var manifest = recording.Manifest with
        {
            Sequence = recording.Manifest.Sequence + 1,
            Metadata = SealedMetadata.Seal(recording.Manifest.Tenant, id, recording.Key, record),
        };
        var changed = document with { State = to, NextOrdinal = record.Call.Files.Count, Ticket = ticket };
        var written = ManifestSeal.Put(changed.With(owed), manifest, recording.Key);
        if (await states.TryReplaceAsync(store, recording.Stored, written, cancellationToken) is null)
        {
            await audit.RefusedAsync(store, id, owed, cancellationToken);
            return Failure.Conflict("The recording has changed in the meantime; try again.");
        }

        await settlement.SettleAsync(store, id, cancellationToken);
        return new IssuedTicket(id, to, await urls.OfAsync(store, id, ticket, lifetime, cancellationToken), Created: true);
    }

    /// <summary>Announced files that are neither sealed nor being sealed. A file's position in the call's list is its ordinal.</summary>
    static IReadOnlyList<AwaitedFile> Wanted(OpenedRecording recording, LateFiles late, RecordingTicket call)
    {
        var names = late.Files.Select(f => f.Name.ToString()).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var there = recording.Manifest.Files.Select(f => f.Ordinal)
            .Union(recording.Document.Run?.Sources.Select(s => s.Ordinal) ?? [])
            .ToHashSet();
        return [.. call.Files.Select(AwaitedFileMapping.Of).Where(f => names.Contains(f.Name) && !there.Contains(f.Ordinal))];
    }
}
