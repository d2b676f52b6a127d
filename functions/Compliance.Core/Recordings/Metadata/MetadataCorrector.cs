using Compliance.Audit;
using Compliance.Failures;
using Compliance.Identities;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// Corrects a recording's metadata (GDPR Art. 16): writes a new sealed revision, a new manifest, a new index, and a note of who corrected
/// it and why.
/// </summary>
public sealed class MetadataCorrector(
    RecordingStateStore states,
    ManifestReader manifests,
    IndexSecretReader secrets,
    RecordingChange changes,
    IStandingRequests standing,
    ITicketConsents consents,
    TimeProvider clock)
{
    /// <param name="parse">Parses the correction against the current metadata.</param>
    public async Task<Outcome<RecordingTicket>> ApplyAsync(
        TenantStore store,
        Actor actor,
        RecordingId id,
        Func<RecordingTicket, Outcome<MetadataCorrection>> parse,
        TenantSettings settings,
        CancellationToken cancellationToken)
    {
        try
        {
            return await TryApplyAsync(store, actor, id, parse, settings, cancellationToken);
        }
        catch (Exception e) when (e is ManifestException or SealedContentException)
        {
            return Failure.FailedVerification("The stored recording failed its integrity check; it was not changed.");
        }
    }

    async Task<Outcome<RecordingTicket>> TryApplyAsync(
        TenantStore store,
        Actor actor,
        RecordingId id,
        Func<RecordingTicket, Outcome<MetadataCorrection>> parse,
        TenantSettings settings,
        CancellationToken cancellationToken)
    {
        using var secret = await secrets.OpenAsync(store, cancellationToken);
        while (true)
        {
            var attempt = await manifests.ReadAsync<Outcome<RecordingTicket>?>(
                store,
                id,
                async recording => recording is null
                    ? RecordingFailure.NotOpen(await states.FindAsync(store, id, cancellationToken))
                    : await AttemptAsync(store, actor, recording, parse, secret.Tokens, settings, cancellationToken),
                cancellationToken);
            if (attempt is { } ended)
            {
                // Whoever the call is of now may have stopped something.
                if (ended.IsSuccess(out var call, out _))
                {
                    await standing.ApplyAsync(store, id, RecordingPeople.Of(call, secret.Tokens, settings), cancellationToken);
                }

                return ended;
            }
        }
    }

    /// <returns>Null if the recording changed in the meantime; the correction is then parsed again against the new metadata.</returns>
    async Task<Outcome<RecordingTicket>?> AttemptAsync(
        TenantStore store,
        Actor actor,
        OpenedRecording recording,
        Func<RecordingTicket, Outcome<MetadataCorrection>> parse,
        BlindIndex tokens,
        TenantSettings settings,
        CancellationToken cancellationToken)
    {
        var record = SealedMetadata.Open(recording);
        if (!Read(record.Call, parse, settings).IsSuccess(out var asked, out var failure))
        {
            return failure;
        }

        var (call, reason, findings) = asked;
        var values = Changed(record.Call, call);
        if (values.Count == 0)
        {
            return record.Call;
        }

        if (await WithoutConsentAsync(store, record.Call, call, tokens, settings, cancellationToken) is { } refused)
        {
            return refused;
        }

        if (!RecordingTransitions.TryApply(recording.Document, RecordingOperation.Correct, out var to))
        {
            return Failure.Conflict("The recording cannot be corrected in its current state.");
        }

        var note = new CorrectionNote(clock.GetUtcNow(), actor.Pseudonym, reason, [.. values.Select(x => x.Field)]) { Changes = values };
        var manifest = Corrected(recording, call, findings, new MetadataRecord(call, [.. record.Corrections, note]), tokens, settings);
        var document = recording.Document with { State = to, Facts = manifest.Facts };

        // Settled, it puts the new entries before it removes the old ones: the person is found at every moment.
        return await changes.TryApplyAsync(
            store,
            recording.Stored,
            new Announcement(actor, RecordingEvents.Corrected),
            ManifestSeal.Put(document, manifest, recording.Key),
            cancellationToken) is null ? default(Outcome<RecordingTicket>?) : call;
    }

    /// <summary>What a ticket may not be recorded for comes in by no correction either.</summary>
    async Task<Failure?> WithoutConsentAsync(
        TenantStore store,
        RecordingTicket before,
        RecordingTicket after,
        BlindIndex tokens,
        TenantSettings settings,
        CancellationToken cancellationToken)
    {
        var had = before.Purposes.Where(x => x.Basis is LawfulBasis.Consent).Select(x => x.Name).ToHashSet(StringComparer.Ordinal);
        Purpose[] added = [.. after.Purposes.Where(x => x.Basis is LawfulBasis.Consent && !had.Contains(x.Name))];
        return added.Length > 0
            && (await consents.ReadAsync(store, after with { Purposes = added }, tokens, settings, cancellationToken)).Dropped.Count > 0
                ? Failure.Invalid("purposes", "must not add one on consent that was refused, withdrawn, has expired, or is not recorded although the "
                    + "tenant's settings require it")
                : null;
    }

    /// <summary>The call as it is to be, without card data.</summary>
    static Outcome<(RecordingTicket Call, string Reason, IReadOnlyList<PciFinding> Findings)> Read(
        RecordingTicket before, Func<RecordingTicket, Outcome<MetadataCorrection>> parse, TenantSettings settings)
    {
        if (!parse(before).IsSuccess(out var asked, out var failure)
            || !CardFreeMetadata.Of(
                asked, settings.PciPolicyFor(asked.Queue ?? before.Queue).KeepLastFour).IsSuccess(out var free, out failure))
        {
            return failure;
        }

        var call = free.Correction.ApplyTo(before);
        return RetentionOf.TooLong(call, settings) is { } invalid ? invalid : (call, free.Correction.Reason, free.Findings);
    }

    internal static RecordingManifest Corrected(
        OpenedRecording recording,
        RecordingTicket call,
        IReadOnlyList<PciFinding> findings,
        MetadataRecord record,
        BlindIndex tokens,
        TenantSettings settings)
    {
        var (id, before) = (recording.Stored.Id, recording.Manifest);
        var at = record.Corrections[^1].At;
        var finds = PciFinds.InMetadata(findings, PciFindOrigin.Correction, former: null, at, before.Finds);
        var retention = RetentionOf.Manifest(before, call, settings, at);
        var entries = IndexTerms.Of(call, id, tokens, new IdentityNormalizer(settings.Country), retention, found: finds.Count > 0);
        return before with
        {
            Sequence = before.Sequence + 1,
            Facts = RecordingFactsOf.Ticket(call),
            Metadata = SealedMetadata.Seal(before.Tenant, id, recording.Key, record),
            MetadataFindings = [.. before.MetadataFindings, .. findings],
            Finds = finds,
            CorrectedAt = at,
            Retention = retention,
            Purposes = PurposesOf.Ticket(call),
            Parties = PartyFacts.Of(call),
            Spelling = IdentitySpellings.Current,
            IndexEntries = entries,
            RetiredEntries = [.. before.RetiredEntries.Union(before.IndexEntries, StringComparer.Ordinal).Except(
                entries, StringComparer.Ordinal)],
        };
    }

    /// <summary>Compares the serialised values, so that repeating a correction changes nothing.</summary>
    internal static IReadOnlyList<CorrectedValue> Changed(RecordingTicket before, RecordingTicket after)
    {
        CorrectedValue[] fields =
        [
            Of("parties", before.Parties, after.Parties),
            Of("purposes", before.Purposes, after.Purposes),
            Of("custom", before.Custom, after.Custom),
            Of("language", before.Language, after.Language),
            Of("queue", before.Queue, after.Queue),
            Of("category", before.Category, after.Category),
            Of("direction", before.Direction, after.Direction),
        ];
        return [.. fields.Where(x => x.From?.GetRawText() != x.To?.GetRawText())];
    }

    static CorrectedValue Of<T>(string name, T? before, T? after) => new(
        name,
        before is null ? null : CorrectionReader.Element(before),
        after is null ? null : CorrectionReader.Element(after));
}
