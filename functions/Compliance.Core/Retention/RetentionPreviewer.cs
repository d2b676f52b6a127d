using System.Collections.Concurrent;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Retention;

/// <param name="Day">On the tenant's clocks; what is past by then goes on the day on which the rules take effect.</param>
/// <param name="Recordings">How many lose something, or all, on it.</param>
public sealed record RetentionPreviewDay(DateOnly Day, int Recordings);

/// <summary>What other rules would do to the recordings there are.</summary>
/// <param name="Looked">Recordings that were looked at.</param>
/// <param name="IsComplete">False where there are more than <see cref="RetentionPreviewer.Most"/>.</param>
/// <param name="Earlier">How many would end, or lose a medium, earlier than now.</param>
/// <param name="Later">How many would stay longer than now.</param>
/// <param name="Days">When those of <paramref name="Earlier"/> would, earliest first.</param>
/// <param name="AfterDays">How many of them would later than the days that are listed.</param>
public sealed record RetentionPreview(
    int Looked, bool IsComplete, int Earlier, int Later, IReadOnlyList<RetentionPreviewDay> Days, int AfterDays);

/// <summary>Compares the rules in force with others, recording by recording. Opens none of them.</summary>
public sealed class RetentionPreviewer(RecordingStateStore states, TimeProvider clock)
{
    /// <summary>Recordings that a preview looks at: it answers within a request.</summary>
    public const int Most = 20_000;

    const int MostDays = 400;
    const int AtOnce = 16;

    /// <param name="after">The rules as they would be.</param>
    public async Task<RetentionPreview> OfAsync(
        TenantStore store, TenantSettings before, RetentionRules after, CancellationToken cancellationToken)
    {
        var (looked, moved) = (0, new ConcurrentQueue<(bool Earlier, DateTimeOffset At)>());
        var now = clock.GetUtcNow();
        var from = after.From > now ? after.From : now;
        var other = before with { Retention = new RetentionPlan { Current = after } };
        var ids = await states.ListAsync(store, cancellationToken).Take(Most + 1).ToListAsync(cancellationToken);
        var limits = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(ids.Take(Most), limits, async (id, token) =>
        {
            if (await states.FindAsync(store, id, token).OrLeftOutAsync() is { } stored && DueRecordings.ManifestOf(stored) is { } manifest)
            {
                Interlocked.Increment(ref looked);
                var (old, fresh) = (
                    DueRecordings.StateOf(stored, manifest, before, from), DueRecordings.StateOf(stored, manifest, other, from));
                if (Change(old, fresh) is { } earlier)
                {
                    moved.Enqueue((earlier, fresh.FirstEnd < from ? from : fresh.FirstEnd));
                }
            }
        });
        var zone = TimeZoneInfo.FindSystemTimeZoneById(before.TimeZone);
        var days = moved.Where(x => x.Earlier)
            .GroupBy(x => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(x.At, zone).DateTime))
            .Select(x => new RetentionPreviewDay(x.Key, x.Count()))
            .OrderBy(x => x.Day)
            .ToArray();
        return new(
            looked,
            ids.Count <= Most,
            moved.Count(x => x.Earlier),
            moved.Count(x => !x.Earlier),
            [.. days.Take(MostDays)],
            days.Skip(MostDays).Sum(x => x.Recordings));
    }

    /// <returns>Whether something of it ends earlier; null if nothing changes.</returns>
    static bool? Change(RetentionState before, RetentionState after) =>
        after.End < before.End || EndsOf(after).Any(x => x.End < EndOf(before, x.Medium)) ? true
        : after.End > before.End || EndsOf(before).Any(x => x.End < EndOf(after, x.Medium)) ? false
        : null;

    static IEnumerable<(RetentionMedium Medium, DateTimeOffset End)> EndsOf(RetentionState state) =>
        state.Media.Select(x => (x.Medium, x.End));

    static DateTimeOffset EndOf(RetentionState state, RetentionMedium medium) =>
        state.Media.FirstOrDefault(x => x.Medium == medium)?.End ?? state.End;
}
