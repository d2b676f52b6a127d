using Compliance.Audit;
using Compliance.Failures;
using Compliance.Keys;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// Carries out what a request for rectification corrects of one recording (GDPR Art. 16): one audited change of its metadata, in which the
/// old values stay, sealed; where words of transcripts are corrected, a new generation that has passed the gate again. Repeating it finishes
/// what a crash left.
/// </summary>
public sealed class RecordingCorrector(
    RecordingStateStore states,
    ManifestReader manifests,
    CorrectionReader reader,
    IndexSecretReader secrets,
    RecordingChange changes,
    RecordingSealing sealing,
    IStandingRequests standing,
    TimeProvider clock)
{
    /// <summary>Passes of the sealing; the reconcile timer goes on with one that needs more.</summary>
    const int MostPasses = 5;

    public async Task<Outcome<Unit>> ApplyAsync(
        TenantStore store, Actor actor, CorrectionOrder order, TenantSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            if ((await WriteAsync(store, actor, order, settings, cancellationToken)).Failure is { } failure)
            {
                return failure;
            }
        }
        catch (Exception e) when (e is ManifestException or SealedContentException)
        {
            return RecordingFailure.NotAuthentic;
        }

        if (order.Correction.Metadata is not null
            && await states.FindAsync(store, order.Correction.RecordingId, cancellationToken) is { Document.Manifest: not null } written)
        {
            var people = RecordingPeople.Of(ManifestSeal.IndexEntries(written));
            await standing.ApplyAsync(store, written.Id, people, cancellationToken);
        }

        for (var pass = 0; order.Correction.Turns.Count > 0 && pass < MostPasses; pass++)
        {
            if (await sealing.SealAsync(
                store, order.Correction.RecordingId, order.Instance, cancellationToken) is not SealingEnd.Again)
            {
                break;
            }
        }

        return default(Unit);
    }

    async Task<Outcome<Unit>> WriteAsync(
        TenantStore store, Actor actor, CorrectionOrder order, TenantSettings settings, CancellationToken cancellationToken)
    {
        var id = order.Correction.RecordingId;
        using var secret = await secrets.OpenAsync(store, cancellationToken);
        while (true)
        {
            var written = await manifests.ReadAsync<Outcome<Unit>?>(
                store,
                id,
                async recording => recording is null
                    ? RecordingFailure.NotOpen(await states.FindAsync(store, id, cancellationToken))
                    : await AttemptAsync(store, actor, recording, order, secret, settings, cancellationToken),
                cancellationToken);
            if (written is { } ended)
            {
                return ended;
            }
        }
    }

    /// <returns>Null if the recording changed in the meantime.</returns>
    async Task<Outcome<Unit>?> AttemptAsync(
        TenantStore store,
        Actor actor,
        OpenedRecording recording,
        CorrectionOrder order,
        IndexSecret secret,
        TenantSettings settings,
        CancellationToken cancellationToken)
    {
        var record = SealedMetadata.Open(recording);
        if (record.Corrections.Any(x => x.Request == order.Request && x.Order == order.Order))
        {
            return default(Unit);
        }

        var errors = new FieldErrors();
        var compared = await reader.CompareAsync(store, recording, order.Correction, "", errors, settings, cancellationToken);
        if (errors.Any)
        {
            return Failure.Conflict("The recording is not any more what the correction was made for.");
        }

        if (compared.Changes.Count == 0)
        {
            return default(Unit);
        }

        var (document, turns) = (recording.Document, compared.Changes.Any(x => x.Field is CorrectedValue.Turns));
        var operation = turns ? RecordingOperation.CorrectTranscript : RecordingOperation.Correct;
        if (!RecordingTransitions.TryApply(document, operation, out var to))
        {
            return Failure.Conflict("The recording cannot be corrected in its current state.");
        }

        var note = new CorrectionNote(
            clock.GetUtcNow(), order.By, order.Reason, [.. compared.Changes.Select(x => x.Field).Distinct(StringComparer.Ordinal)])
        {
            Request = order.Request,
            Order = order.Order,
            Generation = turns ? document.Generation : null,
            Changes = compared.Changes,
        };
        var after = new MetadataRecord(compared.Call, [.. record.Corrections, note]);
        var manifest = MetadataCorrector.Corrected(recording, compared.Call, [], after, secret.Tokens, settings);
        var changed = document with { State = to, Facts = manifest.Facts, Run = turns ? RunOf(recording, order) : document.Run };
        return await changes.TryApplyAsync(
            store,
            recording.Stored,
            new Announcement(actor, RecordingEvents.Corrected, order.Request.ToString()),
            ManifestSeal.Put(changed, manifest, recording.Key),
            cancellationToken) is null ? null : default(Unit);
    }

    SealingRunState RunOf(OpenedRecording recording, CorrectionOrder order) => new(
        order.Instance,
        recording.Document.Generation + 1,
        Attempt: 0,
        clock.GetUtcNow(),
        Reexamination.SourcesOf(recording.Manifest),
        Missing: [],
        Reason: null);
}
