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
/// <param name="Created">False if the same ticket already existed.</param>
public sealed record IssuedTicket(RecordingId RecordingId, RecordingState State, IReadOnlyList<Upload> Uploads, bool Created);

/// <summary>
/// Accepts tickets. At once it creates a recording key, the state blob with the metadata sealed under that key, and the blind index
/// entries; then it issues one URL per file. Every step may be repeated. The recording exists once its state blob does.
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
        TenantStore store, Actor actor, RecordingTicket ticket, TenantSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            // This comes before everything else: card data must not be stored, indexed or compared.
            return CardFreeMetadata.Of(ticket, settings.PciPolicyFor(ticket.Queue).KeepLastFour).IsSuccess(out var free, out var failure)
                ? await TryIssueAsync(store, actor, free.Call, free.Findings, settings, cancellationToken)
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
        CancellationToken cancellationToken)
    {
        if (RetentionOf.TooLong(ticket, settings) is { } invalid)
        {
            return invalid;
        }

        using var secret = await secrets.OpenAsync(store, cancellationToken);
        var callToken = secret.Tokens.CallIdToken(ticket.CallId.Value).Value;
        var mac = secret.TicketMac(TicketDigestInput.Of(ticket));
        var (id, owed, isNew) = await ClaimAsync(store, callToken, actor, cancellationToken);
        if (!isNew && await states.FindAsync(store, id, cancellationToken) is { } existing)
        {
            return await ErasedAsync(store, callToken, cancellationToken) is { } gone
                ? Erased(gone.Certificate)
                : await RepeatAsync(store, actor, existing, mac, settings, cancellationToken);
        }

        if (!isNew)
        {
            await pending.AddAsync(store, id, owed, cancellationToken, callToken);
        }

        using var key = await keys.CreateAsync(
            store, id, cancellationToken, await callIds.SealAsync(store, id, ticket.CallId, cancellationToken));
        if (await ErasedAsync(store, callToken, cancellationToken) is { } tombstone)
        {
            await UndoAsync(store, callToken, id, owed, tombstone, cancellationToken);
            return Erased(tombstone.Certificate);
        }

        if (key is null)
        {
            return Erased(certificate: null);
        }

        var document = Create(store, id, key, ticket, findings, mac, secret.Tokens, settings).With(owed) with { CallToken = callToken };
        if (await states.TryCreateAsync(store, id, document, cancellationToken) is not { } created)
        {
            await audit.RefusedAsync(store, id, owed, cancellationToken);
            return await states.FindAsync(store, id, cancellationToken) is { } other
                ? await RepeatAsync(store, actor, other, mac, settings, cancellationToken)
                : throw new InvalidOperationException("The recording's state has disappeared.");
        }

        await IndexAsync(store, created, owed, cancellationToken);
        var lifetime = TimeSpan.FromMinutes(settings.UploadUrlMinutes);
        var uploads = await urls.OfAsync(store, id, document.Ticket!, lifetime, cancellationToken, isNew: true);
        return new IssuedTicket(id, document.State, uploads, Created: true);
    }

    /// <summary>The audit entries owed for the announcement stay on the work list until the recording is settled.</summary>
    async Task IndexAsync(TenantStore store, StoredRecording created, PendingAudit owed, CancellationToken cancellationToken)
    {
        await index.PutAsync(store, ManifestSeal.IndexEntries(created), cancellationToken);
        if (await states.IsCurrentAsync(store, created, cancellationToken))
        {
            await audit.CloseAsync(store, created.Id, [owed], [], AuditEntry.Success, cancellationToken);
        }
        else
        {
            // The recording has changed since: an erasure may have cleared the index before these entries were written.
            await settlement.SettleAsync(store, created.Id, cancellationToken);
        }
    }

    /// <returns>The recording that owns the call, and whether this request created it.</returns>
    async Task<(RecordingId Id, PendingAudit Owed, bool IsNew)> ClaimAsync(
        TenantStore store, string callToken, Actor actor, CancellationToken cancellationToken)
    {
        // The marker precedes the claim, so that a claim that leads nowhere is found and undone.
        var id = RecordingId.New(clock);
        var owed = Owed(id);
        await pending.MarkAsync(store, id, callToken, owed, cancellationToken);
        var winner = await calls.ClaimAsync(store, callToken, id, cancellationToken);
        if (winner != id)
        {
            await pending.UnmarkAsync(store, id, cancellationToken);
        }

        return (winner, winner == id ? owed : Owed(winner), winner == id);

        PendingAudit Owed(RecordingId of) => audit.Owed(actor, RecordingEvents.Announced, $"{of}/{actor.Pseudonym}");
    }

    /// <summary>
    /// Called after the claim and after the key was created. An erasure writes its tombstone before it releases the call id and before it
    /// destroys the key, so a ticket that races with an erasure recreates nothing.
    /// </summary>
    Task<Tombstone?> ErasedAsync(TenantStore store, string callToken, CancellationToken cancellationToken) =>
        tombstones.FindCallAsync(store, callToken, cancellationToken);

    /// <summary>
    /// Undoes a ticket for an erased call: either the call was claimed after the erasure released it, or another attempt's recording was
    /// erased.
    /// </summary>
    async Task UndoAsync(
        TenantStore store, string callToken, RecordingId id, PendingAudit owed, Tombstone tombstone, CancellationToken cancellationToken)
    {
        await keys.ShredAsync(store, id, cancellationToken);
        if (id == tombstone.Recording)
        {
            await audit.RefusedAsync(store, id, owed, cancellationToken);
            return;
        }

        await calls.ReleaseAsync(store, callToken, cancellationToken);
        await pending.UnmarkAsync(store, id, cancellationToken);
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
            Ticket = new RecordingTicketState(
                [.. ticket.Files.Select(AwaitedFileMapping.Of)], now + TimeSpan.FromHours(settings.TicketHours)),
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

    /// <summary>A repeated ticket: returns fresh URLs for files that have not arrived, and reopens an expired ticket.</summary>
    async Task<Outcome<IssuedTicket>> RepeatAsync(
        TenantStore store, Actor actor, StoredRecording existing, string mac, TenantSettings settings, CancellationToken cancellationToken)
    {
        using var recording = await manifests.FindAsync(store, existing.Id, cancellationToken);
        if (existing.Document.State is RecordingState.Erasing or RecordingState.Erased || (
            recording is null && existing.Document.Manifest is not null))
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
            if (await ReissueAsync(store, actor, recording.Stored, settings, cancellationToken) is not { } reissued)
            {
                return Failure.Conflict("The recording has changed in the meantime; try again.");
            }

            document = reissued;
        }
        else if (document.State is RecordingState.AwaitingUpload)
        {
            // The attempt that created it may have died before it wrote its index entries. They must exist before anybody gets a URL.
            await settlement.SettleAsync(store, existing.Id, cancellationToken);
        }

        var uploads = document is { State: RecordingState.AwaitingUpload, Ticket: { } ticket }
            ? await urls.OfAsync(store, existing.Id, ticket, TimeSpan.FromMinutes(settings.UploadUrlMinutes), cancellationToken)
            : [];
        return new IssuedTicket(existing.Id, document.State, uploads, Created: false);
    }

    async Task<RecordingDocument?> ReissueAsync(
        TenantStore store, Actor actor, StoredRecording expired, TenantSettings settings, CancellationToken cancellationToken)
    {
        var (id, expiresAt) = (expired.Id, clock.GetUtcNow() + TimeSpan.FromHours(settings.TicketHours));
        var operation = string.Create(
            CultureInfo.InvariantCulture, $"{id}/{expired.Document.Ticket?.ExpiresAt.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}/{actor.Pseudonym}");
        var owed = await audit.BeginAsync(store, id, actor, RecordingEvents.Reissued, operation, cancellationToken);
        var update = await states.UpdateAsync(
            store,
            id,
            (document, _) => Task.FromResult(
                document.State is RecordingState.Expired
                && document.Ticket is { } ticket
                && RecordingTransitions.TryApply(document.State, RecordingOperation.Reissue, document.IsHeld, out var to)
                    ? document.With(owed) with { State = to, Ticket = ticket with { ExpiresAt = expiresAt } }
                    : null),
            cancellationToken);
        if (update is not (_, true))
        {
            await audit.RefusedAsync(store, id, owed, cancellationToken);
        }

        await settlement.SettleAsync(store, id, cancellationToken);
        return update is var (stored, _) && stored.Document.State is RecordingState.AwaitingUpload ? stored.Document : null;
    }
}
