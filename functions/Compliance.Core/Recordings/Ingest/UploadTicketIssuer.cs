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
/// Takes tickets. At once: a recording key, the state blob with the metadata sealed under it, blind index entries; then one URL a file.
/// Every step may be repeated; the state blob is what makes the recording exist.
/// </summary>
public sealed class UploadTicketIssuer(
    IndexSecretReader secrets,
    CallMap calls,
    TombstoneStore tombstones,
    KeyRing keys,
    SealedCallIds callIds,
    RecordingStateStore states,
    ManifestReader manifests,
    RecordingIndex index,
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
        var (id, owed, isNew) = await ClaimAsync(store, callToken, actor, cancellation);
        if (!isNew && await states.FindAsync(store, id, cancellation) is { } existing)
        {
            return await ErasedAsync(store, callToken, cancellation) is { } gone
                ? Erased(gone.Certificate)
                : await RepeatAsync(store, actor, existing, mac, settings, cancellation);
        }

        if (!isNew)
        {
            await pending.AddAsync(store, id, owed, cancellation, callToken);
        }

        using var key = await keys.CreateAsync(store, id, cancellation, await callIds.SealAsync(store, id, ticket.CallId, cancellation));
        if (await ErasedAsync(store, callToken, cancellation) is { } tombstone)
        {
            await UndoAsync(store, callToken, id, owed, tombstone, cancellation);
            return Erased(tombstone.Certificate);
        }

        if (key is null)
        {
            return Erased(certificate: null);
        }

        var document = Create(store, id, key, ticket, findings, mac, secret.Tokens, settings).With(owed) with { CallToken = callToken };
        if (await states.TryCreateAsync(store, id, document, cancellation) is not { } created)
        {
            await audit.RefusedAsync(store, id, owed, cancellation);
            return await states.FindAsync(store, id, cancellation) is { } other
                ? await RepeatAsync(store, actor, other, mac, settings, cancellation)
                : throw new InvalidOperationException("A recording's state was there and is gone.");
        }

        await IndexAsync(store, created, owed, cancellation);
        var lifetime = TimeSpan.FromMinutes(settings.UploadUrlMinutes);
        var uploads = await urls.OfAsync(store, id, document.Ticket!, lifetime, cancellation, isNew: true);
        return new IssuedTicket(id, document.State, uploads, Created: true);
    }

    /// <summary>What is owed of the announcement stays on the work list until the recording is settled.</summary>
    async Task IndexAsync(TenantStore store, StoredRecording created, PendingAudit owed, CancellationToken cancellation)
    {
        await index.PutAsync(store, ManifestSeal.IndexEntries(created), cancellation);
        if (await states.IsCurrentAsync(store, created, cancellation))
        {
            await audit.CloseAsync(store, created.Id, [owed], [], AuditEntry.Success, cancellation);
        }
        else
        {
            // Overtaken: an erasure may have been through with the index before this was.
            await settlement.SettleAsync(store, created.Id, cancellation);
        }
    }

    /// <returns>The recording that has the call, and whether it was made now.</returns>
    async Task<(RecordingId Id, PendingAudit Owed, bool IsNew)> ClaimAsync(
        TenantStore store, string callToken, Actor actor, CancellationToken cancellation)
    {
        // On the work list before the claim, so that a claim that comes to nothing is found and undone.
        var id = RecordingId.New(clock);
        var owed = Owed(id);
        await pending.MarkAsync(store, id, callToken, owed, cancellation);
        var winner = await calls.ClaimAsync(store, callToken, id, cancellation);
        if (winner != id)
        {
            await pending.UnmarkAsync(store, id, cancellation);
        }

        return (winner, winner == id ? owed : Owed(winner), winner == id);

        PendingAudit Owed(RecordingId of) => audit.Owed(actor, RecordingEvents.Announced, $"{of}/{actor.Pseudonym}");
    }

    /// <summary>
    /// Looked for after the claim and after the key: an erasure lays its tombstone before it lets go of the call id and before it destroys
    /// the key, so of one that this ticket raced with, nothing is made again.
    /// </summary>
    Task<Tombstone?> ErasedAsync(TenantStore store, string callToken, CancellationToken cancellation) =>
        tombstones.FindCallAsync(store, callToken, cancellation);

    /// <summary>
    /// Of a call that was erased: the claim was made since the erasure let go of it, or another try's recording was erased.
    /// </summary>
    async Task UndoAsync(
        TenantStore store, string callToken, RecordingId id, PendingAudit owed, Tombstone tombstone, CancellationToken cancellation)
    {
        await keys.ShredAsync(store, id, cancellation);
        if (id == tombstone.Recording)
        {
            await audit.RefusedAsync(store, id, owed, cancellation);
            return;
        }

        await calls.ReleaseAsync(store, callToken, cancellation);
        await pending.UnmarkAsync(store, id, cancellation);
    }

    static Failure Erased(string? certificate) => Failure.Gone("The recording of this call was erased.", certificate);

    RecordingDocument Create(
        TenantStore store,
        RecordingId id,
        RecordingKey key,
        RecordingTicket ticket,
        IReadOnlyList<PciFinding> findings,
        string mac,
        BlindIndex tokens,
        TenantSettings settings)
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
            Metadata = SealedMetadata.Seal(store.Tenant.ToString(), id, key, new MetadataRecord(ticket, [])),
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
        else if (document.State is RecordingState.AwaitingUpload)
        {
            // The try that made it may have died before its index entries: nobody gets a URL before they are there.
            await settlement.SettleAsync(store, existing.Id, cancellation);
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
