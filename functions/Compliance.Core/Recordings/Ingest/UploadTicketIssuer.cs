using System.Globalization;
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

/// <summary>The answer to a ticket.</summary>
/// <param name="Created">False when the same ticket was there already.</param>
public sealed record IssuedTicket(RecordingId RecordingId, RecordingState State, IReadOnlyList<Upload> Uploads, bool Created);

/// <summary>
/// Takes tickets. At once: a recording key, the metadata sealed under it, the state blob, blind index entries; then one URL a file. Every
/// step may be repeated; the state blob is what makes the recording exist.
/// </summary>
public sealed class UploadTicketIssuer(
    IndexSecretReader secrets,
    CallMap calls,
    TombstoneStore tombstones,
    KeyRing keys,
    SealedCallIds callIds,
    SealedMetadata metadata,
    RecordingStateStore states,
    ManifestReader manifests,
    RecordingSettlement settlement,
    RecordingAudit audit,
    Outbox pending,
    UploadUrls urls,
    TimeProvider clock)
{
    public async Task<Outcome<IssuedTicket>> IssueAsync(
        TenantStore store, Actor actor, RecordingTicket ticket, TenantSettings settings, CancellationToken cancellation)
    {
        try
        {
            // First of all: nothing is kept, indexed or compared of what is taken out here.
            return CardFreeMetadata.Of(ticket, settings.PciPolicyFor(ticket.Queue).KeepLastFour).IsSuccess(out var free, out var failure)
                ? await TryIssueAsync(store, actor, free.Call, free.Findings, settings, cancellation)
                : failure;
        }
        catch (ManifestException)
        {
            return Failure.FailedVerification("The stored recording of this call failed its integrity check.");
        }
    }

    async Task<Outcome<IssuedTicket>> TryIssueAsync(
        TenantStore store,
        Actor actor,
        RecordingTicket ticket,
        IReadOnlyList<PciFinding> findings,
        TenantSettings settings,
        CancellationToken cancellation)
    {
        if (RetentionOf.TooLong(ticket, settings) is { } invalid)
        {
            return invalid;
        }

        using var secret = await secrets.OpenAsync(store, cancellation);
        var callToken = secret.Tokens.CallIdToken(ticket.CallId.Value).Value;
        var mac = secret.TicketMac(TicketDigestInput.Of(ticket));
        var id = await ClaimAsync(store, callToken, cancellation);

        // After the claim: an erasure lays its tombstone before it lets go of the call id.
        if (await tombstones.FindCallAsync(store, callToken, cancellation) is { } tombstone)
        {
            await UndoClaimAsync(store, callToken, id, tombstone, cancellation);
            return Erased(tombstone.Certificate);
        }

        if (await states.FindAsync(store, id, cancellation) is { } existing)
        {
            return await RepeatAsync(store, actor, existing, mac, settings, cancellation);
        }

        var owed = await audit.BeginAsync(
            store, id, actor, RecordingEvents.Announced, $"{id}/{actor.Pseudonym}", cancellation, callToken);
        await keys.CreateAsync(store, id, cancellation, await callIds.SealAsync(store, id, ticket.CallId, cancellation));
        if (await tombstones.FindAsync(store, id, cancellation) is { } erased)
        {
            // Another try of the same ticket went through, and its recording was erased, all since this one looked.
            await keys.ShredAsync(store, id, cancellation);
            await audit.RefusedAsync(store, id, owed, cancellation);
            return Erased(erased.Certificate);
        }

        using var key = await keys.FindAsync(store, id, generation: 1, cancellation);
        if (key is null)
        {
            return Erased(certificate: null);
        }

        var document = (await CreateAsync(store, id, key, ticket, findings, mac, secret.Tokens, settings, cancellation)).With(owed) with
        {
            CallToken = callToken,
        };
        if (!await states.TryCreateAsync(store, id, document, cancellation)
            && await states.FindAsync(store, id, cancellation) is { } other)
        {
            await audit.RefusedAsync(store, id, owed, cancellation);
            return await RepeatAsync(store, actor, other, mac, settings, cancellation);
        }

        await settlement.SettleAsync(store, id, cancellation);
        var uploads = await urls.OfAsync(store, id, document.Ticket!, TimeSpan.FromMinutes(settings.UploadUrlMinutes), cancellation);
        return new IssuedTicket(id, document.State, uploads, Created: true);
    }

    async Task<RecordingId> ClaimAsync(TenantStore store, string callToken, CancellationToken cancellation)
    {
        if (await calls.FindAsync(store, callToken, cancellation) is { } known)
        {
            return known;
        }

        // On the work list before the claim, so that a claim that comes to nothing is found and undone.
        var id = RecordingId.New(clock);
        await pending.MarkAsync(store, id, callToken, cancellation);
        var winner = await calls.ClaimAsync(store, callToken, id, cancellation);
        if (winner != id)
        {
            await pending.UnmarkAsync(store, id, cancellation);
        }

        return winner;
    }

    /// <summary>A claim that was made since the erasure let go of the call id.</summary>
    async Task UndoClaimAsync(TenantStore store, string callToken, RecordingId id, Tombstone tombstone, CancellationToken cancellation)
    {
        if (id != tombstone.Recording)
        {
            await calls.ReleaseAsync(store, callToken, cancellation);
            await pending.UnmarkAsync(store, id, cancellation);
        }
    }

    static Failure Erased(string? certificate) => Failure.Gone("The recording of this call was erased.", certificate);

    async Task<RecordingDocument> CreateAsync(
        TenantStore store,
        RecordingId id,
        RecordingKey key,
        RecordingTicket ticket,
        IReadOnlyList<PciFinding> findings,
        string mac,
        BlindIndex tokens,
        TenantSettings settings,
        CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var document = new RecordingDocument
        {
            State = RecordingState.AwaitingUpload,
            CreatedAt = now,
            NextOrdinal = ticket.Files.Count,
            Facts = RecordingFactsOf.Ticket(ticket),
            Ticket = new RecordingTicketState([.. ticket.Files.Select(AwaitedFileMapping.Of)], now + TimeSpan.FromHours(settings.TicketHours)),
        };
        var manifest = new RecordingManifest
        {
            Tenant = store.Tenant.ToString(),
            RecordingId = id.ToString(),
            Sequence = 1,
            Facts = RecordingFactsOf.Ticket(ticket),
            Generation = 0,
            TicketMac = mac,
            Metadata = await metadata.WriteAsync(store, id, key, new MetadataRecord(ticket, []), cancellation),
            MetadataFindings = findings,
            Retention = RetentionOf.Ticket(ticket, settings),
            Purposes = PurposesOf.Ticket(ticket),
            IndexEntries = IndexTerms.Of(ticket, id, tokens, new IdentityNormalizer(settings.Country)),
        };
        return ManifestSeal.Put(document, manifest, key);
    }

    /// <summary>The same ticket again: fresh URLs for what has not arrived, and an expired ticket is taken up again.</summary>
    async Task<Outcome<IssuedTicket>> RepeatAsync(
        TenantStore store, Actor actor, StoredRecording existing, string mac, TenantSettings settings, CancellationToken cancellation)
    {
        using var recording = await manifests.FindAsync(store, existing.Id, cancellation);
        if (existing.Document.State is RecordingState.Erasing or RecordingState.Erased || (recording is null && existing.Document.Manifest is not null))
        {
            return Erased(existing.Document.Certificate);
        }

        if (recording is null)
        {
            return Failure.Conflict("An earlier attempt to create this ticket is being rolled back; try again in a minute.");
        }

        if (!DerivedMac.Matches(recording.Manifest.TicketMac, mac))
        {
            return Failure.Conflict("This call was already announced with different metadata.");
        }

        var document = recording.Document;
        if (document.State is RecordingState.Expired)
        {
            if (await ReissueAsync(store, actor, recording.Stored, settings, cancellation) is not { } reissued)
            {
                return Failure.Conflict("The recording changed in the meantime; try again.");
            }

            document = reissued;
        }

        var uploads = document is { State: RecordingState.AwaitingUpload, Ticket: { } ticket }
            ? await urls.OfAsync(store, existing.Id, ticket, TimeSpan.FromMinutes(settings.UploadUrlMinutes), cancellation)
            : [];
        return new IssuedTicket(existing.Id, document.State, uploads, Created: false);
    }

    async Task<RecordingDocument?> ReissueAsync(
        TenantStore store, Actor actor, StoredRecording expired, TenantSettings settings, CancellationToken cancellation)
    {
        var (id, expiresAt) = (expired.Id, clock.GetUtcNow() + TimeSpan.FromHours(settings.TicketHours));
        var operation = string.Create(
            CultureInfo.InvariantCulture, $"{id}/{expired.Document.Ticket?.ExpiresAt.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}/{actor.Pseudonym}");
        var owed = await audit.BeginAsync(store, id, actor, RecordingEvents.Reissued, operation, cancellation);
        var update = await states.UpdateAsync(
            store,
            id,
            (document, _) => Task.FromResult(
                document.State is RecordingState.Expired
                && document.Ticket is { } ticket
                && RecordingTransitions.TryApply(document.State, RecordingOperation.Reissue, out var to)
                    ? document.With(owed) with { State = to, Ticket = ticket with { ExpiresAt = expiresAt } }
                    : null),
            cancellation);
        if (update is not (_, true))
        {
            await audit.RefusedAsync(store, id, owed, cancellation);
        }

        await settlement.SettleAsync(store, id, cancellation);
        return update is var (stored, _) && stored.Document.State is RecordingState.AwaitingUpload ? stored.Document : null;
    }
}
