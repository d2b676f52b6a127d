using Compliance.Audit;
using Compliance.Failures;
using Compliance.Identities;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// Legal holds (GDPR Art. 17(3)(e)). A recording may have several; each ends only when it is released. A hold that is placed before an
/// erasure begins preserves the recording; one that is placed afterwards is refused. While one stands, superseded generations keep their
/// keys; the settlement after the last release destroys them.
/// </summary>
public sealed class RecordingHolds(
    RecordingStateStore states,
    ManifestReader manifests,
    RecordingChange changes,
    TimeProvider clock)
{
    /// <summary>The maximum number of holds per recording, released ones included: a guard against runaway clients.</summary>
    public const int Most = 64;

    /// <param name="revision">Of its matter.</param>
    /// <summary>Idempotent: repeating a hold returns the same answer. A known id with another matter or date is a conflict.</summary>
    public async Task<Outcome<HoldState>> PlaceAsync(
        TenantStore store,
        Actor actor,
        RecordingId id,
        HoldId hold,
        HoldForm form,
        int revision,
        TenantSettings settings,
        CancellationToken cancellationToken)
    {
        if (await NamesSomebodyAsync(store, id, form.Matter, settings, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var placed = new HoldState(hold.ToString(), form.Matter, form.ReviewAt, clock.GetUtcNow()) { Revision = revision };
        var changed = await changes.ProtectAsync(
            store,
            id,
            new Announcement(actor, RecordingEvents.HoldPlaced, hold.Digest),
            RecordingOperation.Hold,
            document => Place(document, placed),
            cancellationToken);
        return changed.IsSuccess(out var after, out var failure) ? after.Holds.First(h => h.HoldId == placed.HoldId) : failure;
    }

    /// <summary>Idempotent: releasing a released hold returns the same answer.</summary>
    public Task<Outcome<RecordingDocument>> ReleaseAsync(
        TenantStore store, Actor actor, RecordingId id, HoldId hold, CancellationToken cancellationToken) =>
        changes.ProtectAsync(
            store,
            id,
            new Announcement(actor, RecordingEvents.HoldReleased, hold.Digest),
            RecordingOperation.Hold,
            document => Release(document, hold.ToString()),
            cancellationToken);

    /// <summary>Places the hold of a matter, or brings it to what the matter says now. The matter names nobody: whoever wrote it checked that.</summary>
    public async Task<Outcome<RecordingDocument>> PlaceAsync(
        TenantStore store, Actor actor, RecordingId id, HoldId hold, HoldState wanted, CancellationToken cancellationToken) =>
        await changes.ProtectAsync(
            store, id, new Announcement(actor, RecordingEvents.HoldPlaced, hold.Digest), RecordingOperation.Hold,
            document => Bring(document, wanted),
            cancellationToken);

    /// <summary>Releases all holds of a matter, or those of them that satisfy <paramref name="which"/>. Repeating it changes nothing.</summary>
    public async Task<Outcome<RecordingDocument>> ReleaseAsync(
        TenantStore store,
        Actor actor,
        RecordingId id,
        MatterName matter,
        Func<HoldState, bool> which,
        CancellationToken cancellationToken) =>
        await changes.ProtectAsync(
            store,
            id,
            new Announcement(actor, RecordingEvents.HoldReleased, matter.Digest),
            RecordingOperation.Hold,
            document => Without(document, [.. document.Holds.Where(x => x.Matter == matter.ToString() && which(x)).Select(x => x.HoldId)]),
            cancellationToken);

    static Outcome<RecordingDocument> Bring(RecordingDocument document, HoldState wanted)
    {
        if (document.Holds.FirstOrDefault(x => x.HoldId == wanted.HoldId) is not { } known)
        {
            return Place(document, wanted);
        }

        return known.Revision < wanted.Revision
            ? document with { Holds = [.. document.Holds.Select(x => x == known ? wanted with { PlacedAt = known.PlacedAt } : x)] }
            : document;
    }

    static Outcome<RecordingDocument> Place(RecordingDocument document, HoldState placed)
    {
        if (document.Holds.FirstOrDefault(h => h.HoldId == placed.HoldId) is { } known)
        {
            return known.Matter == placed.Matter && known.ReviewAt == placed.ReviewAt
                ? document
                : Failure.Conflict("A hold with this id exists with a different matter or review date; release it, or use another id.");
        }

        if (document.ReleasedHolds.Contains(placed.HoldId, StringComparer.Ordinal))
        {
            return Failure.Conflict("The hold with this id was released; use a new id.");
        }

        return document.Holds.Count + document.ReleasedHolds.Count < Most
            ? document with { Holds = [.. document.Holds, placed] }
            : Failure.Conflict($"A recording can have at most {Most} holds, including released ones.");
    }

    static Outcome<RecordingDocument> Release(RecordingDocument document, string hold)
    {
        if (document.ReleasedHolds.Contains(hold, StringComparer.Ordinal))
        {
            return document;
        }

        return document.Holds.Any(x => x.HoldId == hold)
            ? Without(document, [hold])
            : Failure.NotFound("The recording has no hold with this id.");
    }

    static RecordingDocument Without(RecordingDocument document, IReadOnlyList<string> released)
    {
        if (released.Count == 0)
        {
            return document;
        }

        HoldState[] left = [.. document.Holds.Where(x => !released.Contains(x.HoldId, StringComparer.Ordinal))];
        return document with
        {
            Holds = left,
            ReleasedHolds = [.. document.ReleasedHolds, .. released],
            HeldGeneration = left.Length > 0 ? document.HeldGeneration : null,
        };
    }

    /// <summary>
    /// Null also if the metadata cannot be opened: placing a hold need not verify the recording, and it preserves the recording as it is.
    /// </summary>
    async Task<Failure?> NamesSomebodyAsync(
        TenantStore store, RecordingId id, string matter, TenantSettings settings, CancellationToken cancellationToken)
    {
        // For a recording that does not exist or is being erased, the change itself refuses with the right answer.
        var stored = await states.FindAsync(store, id, cancellationToken);
        if (stored is null or { Document.State: RecordingState.Erasing or RecordingState.Erased })
        {
            return null;
        }

        try
        {
            var call = await manifests.ReadAsync(
                store,
                id,
                recording => Task.FromResult(recording is null ? null : SealedMetadata.Open(recording).Call),
                cancellationToken);
            var announced = call is null ? [] : PartyIdentities.Of(call.Parties, new IdentityNormalizer(settings.Country));
            return OpaqueText.Check(matter, announced) is { } fault ? Failure.Invalid("matter", fault) : null;
        }
        catch (Exception e) when (e is ManifestException or SealedContentException)
        {
            return RecordingFailure.NotAuthentic;
        }
    }
}
