using Compliance.Audit;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Matters;

/// <summary>
/// Applies what stands of people's requests to a recording that came later, and the holds of matters that reach calls to come. The recording
/// was indexed before, and a matter is listed before it searches: of the two, the later one finds the other.
/// </summary>
public sealed class StandingMatters(
    StandingRequests requests, HoldMatterStore matters, RecordingStateStore states, RecordingHolds holds, TimeProvider clock) : IStandingRequests
{
    static readonly Actor Origin = Actor.System("StandingMatters");

    public async Task ApplyAsync(
        TenantStore store, RecordingId id, IReadOnlyCollection<string> people, CancellationToken cancellationToken)
    {
        await requests.ApplyAsync(store, id, people, cancellationToken);
        var standing = await matters.StandingAsync(store, cancellationToken);
        if (standing.Count == 0 || await states.FindAsync(store, id, cancellationToken).OrLeftOutAsync() is not { } stored)
        {
            return;
        }

        foreach (var matter in standing.Where(x => HoldMatterSearch.Covers(x.Scope, stored)))
        {
            var name = MatterName.Stored(matter.Hold.Matter);
            await matters.HoldAsync(store, name, id, cancellationToken);
            await holds.PlaceAsync(
                store,
                Origin,
                id,
                HoldId.Stored(matter.Hold.HoldId),
                matter.Hold with { PlacedAt = clock.GetUtcNow() },
                cancellationToken);
        }
    }
}
