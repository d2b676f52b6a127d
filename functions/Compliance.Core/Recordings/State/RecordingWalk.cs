using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>What follows a step of a job that walks all recordings.</summary>
/// <param name="Until">The earliest time of the next step; null means at once.</param>
public sealed record WalkTurn(bool Ended, DateTimeOffset? Until = null);

/// <summary>How far a job has come through all recordings of a tenant, as its document remembers it.</summary>
/// <param name="Listed">Recordings that were listed and not looked at yet.</param>
/// <param name="Marker">Where the listing continues; null at its beginning and at its end.</param>
/// <param name="IsListed">Whether the listing has reached its end.</param>
public sealed record RecordingWalk(IReadOnlyList<RecordingId> Listed, string? Marker, bool IsListed)
{
    const int PageSize = 500;

    public static RecordingWalk Begin { get; } = new([], null, IsListed: false);

    public static RecordingWalk End { get; } = new([], null, IsListed: true);

    /// <summary>Lists on until there is a recording to look at, or none is left.</summary>
    public async Task<RecordingWalk> AdvanceAsync(
        RecordingStateStore states, TenantStore store, CancellationToken cancellationToken)
    {
        var walk = this;
        while (walk is { Listed.Count: 0, IsListed: false })
        {
            var (ids, next) = await states.PageAsync(store, walk.Marker, PageSize, cancellationToken);
            walk = new RecordingWalk(ids, next, IsListed: next is null);
        }

        return walk;
    }

    public RecordingWalk Without(IEnumerable<RecordingId> looked) => this with { Listed = [.. Listed.Except(looked)] };
}
