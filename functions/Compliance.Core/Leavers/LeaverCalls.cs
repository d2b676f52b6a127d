using Compliance.Identities;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Leavers;

/// <param name="Place">The place in the index of the last one; ascending names are ascending days.</param>
/// <param name="Unverifiable">Recordings left out because what is stored of them failed authentication.</param>
public sealed record LeaverPage(IReadOnlyList<PlanItem> Items, string Place, int Unverifiable);

/// <summary>Finds the calls that somebody took until they left, oldest first, through the blind index, and decides on each.</summary>
public sealed class LeaverCalls(RecordingIndex index, RecordingStateStore states, TimeProvider clock)
{
    /// <summary>Recordings per step: each is sealed anew.</summary>
    const int PageSize = 10;

    static readonly string Kind = IndexTerms.KindName(IdentityType.AgentId);

    /// <returns>Null if there is none after that place.</returns>
    public async Task<LeaverPage?> NextAsync(
        TenantStore store, LeaverDocument leaver, string? after, TenantSettings current, CancellationToken cancellationToken)
    {
        var asked = new SubjectTokenSet([.. leaver.Tokens.Select(x => (IdentityType.AgentId, x))]);
        var (items, place, unverifiable) = (new List<PlanItem>(), (string?)null, 0);
        await foreach (var (entry, position) in EntriesAsync(store, leaver, after, current, cancellationToken))
        {
            place = position;
            if (await states.FindAsync(store, entry.Recording, cancellationToken).OrLeftOutAsync() is not { } stored)
            {
                unverifiable++;
            }
            else if (SubjectEvidence.Match(stored, asked) is { } match)
            {
                items.Add(ItemOf(leaver.Id, match, current));
            }

            if (items.Count == PageSize)
            {
                break;
            }
        }

        return place is null ? null : new LeaverPage(items, place, unverifiable);
    }

    PlanItem ItemOf(SubjectRequestId id, SubjectMatch match, TenantSettings current) => new(
        match.RecordingId,
        match.StartedAt,
        match.Document?.CreatedAt ?? match.StartedAt,
        match.State,
        match.Match,
        match.MatchedOn,
        match.Holds,
        VerdictEvaluator.OfLeaver(id, match, current.AgentVoice, clock.GetUtcNow()))
    {
        Parties = match.Parties,
    };

    async IAsyncEnumerable<(IndexEntry Entry, string Position)> EntriesAsync(
        TenantStore store,
        LeaverDocument leaver,
        string? after,
        TenantSettings current,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var days = new SortedSet<DateOnly>();
        foreach (var token in leaver.Tokens)
        {
            days.UnionWith(await index.DaysAsync(store, token, Kind, cancellationToken));
        }

        // The index has the days of UTC, which the tenant's may be behind.
        foreach (var day in days.Where(x => x <= leaver.LeftAt.AddDays(1) && string.CompareOrdinal($"{x:yyyy-MM-dd}0", after) > 0))
        {
            var entries = new SortedDictionary<string, IndexEntry>(StringComparer.Ordinal);
            foreach (var token in leaver.Tokens)
            {
                await foreach (var entry in index.EntriesAsync(store, token, Kind, day, cancellationToken))
                {
                    entries[$"{day:yyyy-MM-dd}/{entry.Position}"] = entry;
                }
            }

            foreach (var (position, entry) in entries.Where(x => string.CompareOrdinal(x.Key, after) > 0))
            {
                if (LeaverDocument.DayIn(current, entry.StartedAt) <= leaver.LeftAt)
                {
                    yield return (entry, position);
                }
            }
        }
    }
}
