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
    RecordingChange changes,
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
                        return RecordingFailure.NotOpen(await states.FindAsync(store, id, cancellationToken));
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
        var expiresAt = clock.GetUtcNow() + TimeSpan.FromHours(settings.TicketHours);
        if (!Announce(recording, Wanted(recording, late, record.Call), record, expiresAt).IsSuccess(out var announced, out var failure))
        {
            return failure;
        }

        if (await changes.TryApplyAsync(
            store,
            recording.Stored,
            new Announcement(actor, RecordingEvents.FilesAnnounced),
            announced,
            cancellationToken) is not { } stored)
        {
            return Failure.Conflict("The recording has changed in the meantime; try again.");
        }

        // A repeated announcement: nothing is left to upload, or fresh URLs for what is.
        var uploads = stored.Document is { State: RecordingState.AwaitingUpload, Ticket: { } ticket }
            ? await urls.OfAsync(store, stored.Id, ticket, TimeSpan.FromMinutes(settings.UploadUrlMinutes), cancellationToken)
            : [];
        return new IssuedTicket(stored.Id, stored.Document.State, uploads, Created: !ReferenceEquals(stored, recording.Stored))
        {
            DroppedPurposes = recording.Manifest.DroppedPurposes,
        };
    }

    /// <summary>The document that awaits the files, too; itself where it does so already.</summary>
    static Outcome<RecordingDocument> Announce(
        OpenedRecording recording, IReadOnlyList<AwaitedFile> wanted, MetadataRecord record, DateTimeOffset expiresAt)
    {
        var document = recording.Document;
        var known = document.Ticket?.Files ?? [];
        if (wanted.All(known.Contains))
        {
            return document;
        }

        if (recording.Manifest.Parties.Any(x => x.Erased is ErasedPart.All))
        {
            return Failure.Conflict("A party of the call was erased, and would be in the files again.");
        }

        if (document.Quarantine is { Class: QuarantineClass.CardData } or { Destroyed: true }
            || !RecordingTransitions.TryApply(document.State, RecordingOperation.Announce, document.IsHeld, out var to))
        {
            return Failure.Conflict("The recording does not accept late files in its current state.");
        }

        var manifest = recording.Manifest with
        {
            Sequence = recording.Manifest.Sequence + 1,
            Metadata = SealedMetadata.Seal(recording.Manifest.Tenant, recording.Stored.Id, recording.Key, record),
        };
        var ticket = new RecordingTicketState([.. known.Union(wanted)], expiresAt);
        return ManifestSeal.Put(
            document with { State = to, NextOrdinal = record.Call.Files.Count, Ticket = ticket }, manifest, recording.Key);
    }

    /// <summary>Announced files that are neither sealed nor being sealed. A file's position in the call's list is its ordinal.</summary>
    static IReadOnlyList<AwaitedFile> Wanted(OpenedRecording recording, LateFiles late, RecordingTicket call)
    {
        var names = late.Files.Select(f => f.Name.ToString()).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var there = recording.Manifest.Files.Select(f => f.Ordinal)
            .Union(recording.Document.Run?.Sources.Select(s => s.Ordinal) ?? [])
            .ToHashSet();
        return
        [
            .. call.Files.Select((x, ordinal) => AwaitedFileMapping.Of(x, ordinal, recording.Key))
                .Where(f => names.Contains(f.Name) && !there.Contains(f.Ordinal)),
        ];
    }
}
