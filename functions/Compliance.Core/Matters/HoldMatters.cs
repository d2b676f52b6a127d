using Compliance.Access;
using Compliance.Audit;
using Compliance.Failures;
using Compliance.Identities;
using Compliance.Json;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Settings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Matters;

/// <summary>Opens, changes and releases matters. What follows for the recordings is done by <see cref="HoldMatterWork"/>.</summary>
public sealed class HoldMatters(
    HoldMatterStore matters,
    RecordingHolds holds,
    RecordingStateStore states,
    SubjectRequestTexts texts,
    IndexSecretReader secrets,
    IPrincipalPseudonyms pseudonyms,
    HoldMatterAudit audit,
    TimeProvider clock)
{
    static readonly Failure Unknown = Failure.NotFound("The matter does not exist.");
    static readonly Failure BeingReleased = Failure.Conflict("The matter is being released; place it again once it is released.");

    /// <summary>Opens the matter, or replaces what it covers. The same form again is answered with what there is.</summary>
    public async Task<Outcome<HoldMatterDocument>> PutAsync(
        TenantStore store,
        Actor actor,
        MatterName name,
        HoldMatterForm form,
        IdentityNormalizer normalizer,
        CancellationToken cancellationToken)
    {
        using var secret = await secrets.OpenAsync(store, cancellationToken);
        var mac = secret.RequestMac(StrictJson.Write(form));
        var people = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var subject in form.People)
        {
            people.Add(await pseudonyms.OfAsync(store.Scope, subject, name: null, cancellationToken));
        }

        while (true)
        {
            var stored = await matters.FindAsync(store, name, cancellationToken);
            var known = stored?.Value;
            if (known is { State: HoldMatterState.Releasing })
            {
                return BeingReleased;
            }

            if (known is not null && known.State is not HoldMatterState.Released && known.FormMac == mac)
            {
                return known;
            }

            var matter = Next(name, known, actor, isOpen: known is { State: not HoldMatterState.Released }) with
            {
                State = HoldMatterState.Placing,
                FormMac = mac,
                ReviewAt = form.ReviewAt,
                People = [.. people],
                Scope = ScopeOf(form, secret.Tokens, normalizer),
                Future = form.Future,
            };
            await texts.BeginAsync(store, matter.Id, cancellationToken);
            await texts.PutAsync(
                store,
                matter.Id,
                HoldMatterTexts.NameOf(matter.Revision),
                new HoldMatterTexts(form.Reason, form.Custodian, form.People, form.Persons),
                cancellationToken);
            await audit.AnnounceAsync(store.Scope, actor, HoldMatterAudit.Placed, matter, cancellationToken);
            if (await matters.TryWriteAsync(store, matter, stored?.ETag, cancellationToken) is not null)
            {
                return matter;
            }

            await audit.OvertakenAsync(store.Scope, actor, HoldMatterAudit.Placed, matter, cancellationToken);
        }
    }

    /// <summary>Begins the release of the matter and of every hold placed for it. Repeating it changes nothing.</summary>
    public async Task<Outcome<HoldMatterDocument>> ReleaseAsync(
        TenantStore store, Actor actor, MatterName name, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await matters.FindAsync(store, name, cancellationToken) is not { } stored)
            {
                return Unknown;
            }

            if (stored.Value.State is HoldMatterState.Releasing or HoldMatterState.Released)
            {
                return stored.Value;
            }

            var released = stored.Value with
            {
                State = HoldMatterState.Releasing,
                Revision = stored.Value.Revision + 1,
                By = actor.Pseudonym,
                Progress = HoldMatterProgress.Begin,
            };
            await audit.AnnounceAsync(store.Scope, actor, HoldMatterAudit.Released, released, cancellationToken);
            if (await matters.TryWriteAsync(store, released, stored.ETag, cancellationToken) is not null)
            {
                return released;
            }

            await audit.OvertakenAsync(store.Scope, actor, HoldMatterAudit.Released, released, cancellationToken);
        }
    }

    /// <summary>Places a hold on one recording. Its matter is opened if there is none: the hold comes first, and the matter tells of it.</summary>
    public async Task<Outcome<HoldState>> PlaceOneAsync(
        TenantStore store,
        Actor actor,
        RecordingId id,
        HoldId hold,
        HoldForm form,
        TenantSettings settings,
        CancellationToken cancellationToken)
    {
        var name = MatterName.Stored(form.Matter);
        var known = (await matters.FindAsync(store, name, cancellationToken))?.Value;
        if (known is { State: HoldMatterState.Releasing })
        {
            return BeingReleased;
        }

        var revision = known is { State: not HoldMatterState.Released } ? known.Revision : (known?.Revision ?? 0) + 1;
        var placed = await holds.PlaceAsync(store, actor, id, hold, form, revision, settings, cancellationToken);
        if (!placed.IsSuccess(out var state, out _))
        {
            return placed;
        }

        await JoinAsync(store, actor, id, state, cancellationToken);
        if (await matters.FindAsync(store, name, cancellationToken) is not { Value.State: HoldMatterState.Releasing })
        {
            return placed;
        }

        // Its release began meanwhile, and may have gone past this recording.
        await ReleaseOneAsync(store, actor, id, hold, cancellationToken);
        return BeingReleased;
    }

    async Task JoinAsync(TenantStore store, Actor actor, RecordingId id, HoldState hold, CancellationToken cancellationToken)
    {
        var name = MatterName.Stored(hold.Matter);
        var (matter, opened) = (await matters.UpdateAsync(
            store,
            name,
            x => x is null or { State: HoldMatterState.Released }
                ? Next(name, x, actor, isOpen: false) with { State = HoldMatterState.Standing, ReviewAt = hold.ReviewAt, Scope = HoldMatterScope.None }
                : Earlier(x, hold.ReviewAt),
            cancellationToken))!.Value;
        await matters.HoldAsync(store, name, id, cancellationToken);
        if (opened && matter is { Held: 0, FormMac: null })
        {
            await audit.NoteAsync(store.Scope, actor, HoldMatterAudit.Placed, matter, $"{matter.Revision}", cancellationToken);
        }
    }

    /// <summary>Releases a hold that was placed on one recording; a matter that then holds nothing and covers nothing ends.</summary>
    public async Task<Outcome<Unit>> ReleaseOneAsync(
        TenantStore store, Actor actor, RecordingId id, HoldId hold, CancellationToken cancellationToken)
    {
        if (await states.FindAsync(store, id, cancellationToken) is { Document: { IsHeld: true } before })
        {
            await matters.EndAsync(store, id, cancellationToken);
            var released = await holds.ReleaseAsync(store, actor, id, hold, cancellationToken);
            if (!released.IsSuccess(out var after, out var failure))
            {
                return failure;
            }

            var matter = before.Holds.FirstOrDefault(x => x.HoldId == hold.ToString())?.Matter;
            if (matter is not null && after.Holds.All(x => x.Matter != matter))
            {
                await LeaveAsync(store, actor, MatterName.Stored(matter), id, cancellationToken);
            }

            return default(Unit);
        }

        return (await holds.ReleaseAsync(store, actor, id, hold, cancellationToken)).Select(_ => default(Unit));
    }

    async Task LeaveAsync(TenantStore store, Actor actor, MatterName name, RecordingId id, CancellationToken cancellationToken)
    {
        await matters.LeaveAsync(store, name, id, cancellationToken);
        if (await matters.FindAsync(store, name, cancellationToken) is { Value: { FormMac: null, State: HoldMatterState.Standing } matter } stored
            && !await matters.HeldAsync(store, name, cancellationToken).AnyAsync(cancellationToken))
        {
            var released = matter with
            {
                State = HoldMatterState.Released, Revision = matter.Revision + 1, ReleasedAt = clock.GetUtcNow(), By = actor.Pseudonym,
            };
            if (await matters.TryWriteAsync(store, released, stored.ETag, cancellationToken) is not null)
            {
                await audit.NoteAsync(store.Scope, actor, HoldMatterAudit.Released, released, $"{released.Revision}", cancellationToken);
            }
        }
    }

    HoldMatterDocument Next(MatterName name, HoldMatterDocument? known, Actor actor, bool isOpen) => new()
    {
        Id = isOpen ? known!.Id : SubjectRequestId.New(clock),
        Matter = name.ToString(),
        State = HoldMatterState.Standing,
        Revision = (known?.Revision ?? 0) + 1,
        Opening = (known?.Opening ?? 0) + (isOpen ? 0 : 1),
        PlacedAt = isOpen ? known!.PlacedAt : clock.GetUtcNow(),
        By = actor.Pseudonym,
    };

    static HoldMatterDocument? Earlier(HoldMatterDocument matter, DateTimeOffset? reviewAt) =>
        reviewAt is { } at && (matter.ReviewAt is not { } known || at < known) ? matter with { ReviewAt = at, ReviewToldAt = null } : null;

    static HoldMatterScope ScopeOf(HoldMatterForm form, BlindIndex tokens, IdentityNormalizer normalizer) => new(
        [.. form.Recordings.Distinct()],
        form.Persons.Count,
        [
            .. form.Listing(normalizer).SelectMany(x => x)
                .SelectMany(x => tokens.Tokens(x).Select(token => new HeldToken(IndexTerms.KindName(x.Type), token.Value))).Distinct(),
        ],
        [.. form.Queues.Distinct(StringComparer.Ordinal)],
        form.From,
        form.To);
}
