using Compliance.Audit;
using Compliance.Failures;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Matters;

/// <summary>A matter in lists: names nobody.</summary>
/// <param name="Digest">Represents the matter in events and in the audit log.</param>
/// <param name="Persons">How many persons it covers.</param>
/// <param name="Held">Recordings held for it.</param>
/// <param name="NotHeld">Recordings it should hold and could not; the first hundred.</param>
/// <param name="NotHeldCount">How many those are.</param>
public sealed record HoldMatterView(
    string Matter,
    string Digest,
    HoldMatterState State,
    DateTimeOffset PlacedAt,
    DateTimeOffset? ReviewAt,
    bool ReviewDue,
    int Persons,
    IReadOnlyList<RecordingId> Recordings,
    IReadOnlyList<string> Queues,
    DateTimeOffset? From,
    DateTimeOffset? To,
    bool Future,
    int Held,
    int NotHeldCount,
    IReadOnlyList<NotHeld> NotHeld,
    DateTimeOffset? ReleasedAt)
{
    public static HoldMatterView Of(HoldMatterDocument matter, int held, DateTimeOffset now) => new(
        matter.Matter,
        matter.Name.Digest,
        matter.State,
        matter.PlacedAt,
        matter.ReviewAt,
        matter.State is not (HoldMatterState.Releasing or HoldMatterState.Released) && matter.ReviewAt <= now,
        matter.Scope.Persons,
        matter.Scope.Recordings,
        matter.Scope.Queues,
        matter.Scope.From,
        matter.Scope.To,
        matter.Future,
        held,
        matter.NotHeldCount,
        matter.NotHeld,
        matter.ReleasedAt);
}

/// <summary>A matter with what was written about it; null where nothing was, or once it is released.</summary>
public sealed record HoldMatterDetail(
    HoldMatterView Hold, string? Reason, string? Custodian, IReadOnlyList<string> People, IReadOnlyList<HeldPerson> Persons);

/// <summary>Filters of <c>GET …/holds</c>; null values do not filter.</summary>
/// <param name="ReviewDue">Whether the day of review has come.</param>
public sealed record HoldMatterFilter(HoldMatterState? State, bool? ReviewDue);

/// <param name="Unverifiable">Matters left out because what is stored of them failed authentication.</param>
public sealed record HoldMatterList(IReadOnlyList<HoldMatterView> Items, string? Continuation, int Unverifiable);

public sealed record HeldRecordingList(IReadOnlyList<RecordingId> Items, string? Continuation);

/// <summary>Shows matters.</summary>
public sealed class HoldMatterReader(HoldMatterStore matters, SubjectRequestTexts texts, ReadAudit reads, TimeProvider clock)
{
    static readonly Failure Unknown = Failure.NotFound("The matter does not exist.");

    public async Task<HoldMatterView> ViewAsync(TenantStore store, HoldMatterDocument matter, CancellationToken cancellationToken) =>
        HoldMatterView.Of(matter, await HeldAsync(store, matter, cancellationToken), clock.GetUtcNow());

    /// <summary>The read is audited: it names persons.</summary>
    public async Task<Outcome<HoldMatterDetail>> ReadAsync(
        TenantStore store, Actor actor, MatterName name, CancellationToken cancellationToken)
    {
        if (await matters.FindAsync(store, name, cancellationToken) is not { Value: var matter })
        {
            return Unknown;
        }

        await reads.RecordAsync(
            store.Scope, actor.Pseudonym, actor.Origin, HoldMatterAudit.Resource(matter), details: null, cancellationToken);
        var written = await texts.FindAsync<HoldMatterTexts>(store, matter.Id, HoldMatterTexts.NameOf(matter.Revision), cancellationToken);
        return new HoldMatterDetail(
            await ViewAsync(store, matter, cancellationToken), written?.Reason, written?.Custodian, written?.People ?? [], written?.Persons ?? []);
    }

    public async Task<HoldMatterList> ListAsync(
        TenantStore store, HoldMatterFilter filter, int limit, string? continuation, CancellationToken cancellationToken)
    {
        var (items, unverifiable, last) = (new List<HoldMatterView>(), 0, (string?)null);
        await foreach (var digest in matters.ListAsync(store, cancellationToken))
        {
            if (string.CompareOrdinal(digest, continuation) <= 0)
            {
                continue;
            }

            if (items.Count == limit)
            {
                return new HoldMatterList(items, last, unverifiable);
            }

            last = digest;
            if (await matters.FindAsync(store, digest, cancellationToken).OrLeftOutAsync() is not { Value: var matter })
            {
                unverifiable++;
                continue;
            }

            var view = await ViewAsync(store, matter, cancellationToken);
            if ((filter.State is null || view.State == filter.State) && (filter.ReviewDue is null || view.ReviewDue == filter.ReviewDue))
            {
                items.Add(view);
            }
        }

        return new HoldMatterList(items, Continuation: null, unverifiable);
    }

    public async Task<Outcome<HeldRecordingList>> RecordingsAsync(
        TenantStore store, MatterName name, int limit, string? continuation, CancellationToken cancellationToken)
    {
        if (await matters.FindAsync(store, name, cancellationToken) is null)
        {
            return Unknown;
        }

        var found = await matters.HeldAsync(store, name, cancellationToken)
            .Where(x => string.CompareOrdinal(x.ToString(), continuation) > 0).Take(limit + 1).ToListAsync(cancellationToken);
        return new HeldRecordingList([.. found.Take(limit)], found.Count > limit ? found[limit - 1].ToString() : null);
    }

    async Task<int> HeldAsync(TenantStore store, HoldMatterDocument matter, CancellationToken cancellationToken) =>
        await matters.HeldAsync(store, matter.Name, cancellationToken).CountAsync(cancellationToken);
}
