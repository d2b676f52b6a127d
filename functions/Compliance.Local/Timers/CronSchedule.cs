using System.Diagnostics.CodeAnalysis;
using NCrontab;

namespace Compliance.Local.Timers;

/// <summary>
/// NCRONTAB, read by the library that the Functions host reads it with: <c>{second} {minute} {hour} {day} {month} {day of week}</c>, UTC.
/// </summary>
public sealed class CronSchedule
{
    static readonly CrontabSchedule.ParseOptions SixFields = new() { IncludingSeconds = true };

    // A schedule that finds no day in two leap cycles (30 February) never will.
    static readonly TimeSpan Horizon = TimeSpan.FromDays(366 * 9);

    readonly CrontabSchedule schedule;

    CronSchedule(CrontabSchedule schedule) => this.schedule = schedule;

    /// <param name="error">Which field is wrong.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out CronSchedule? schedule, [NotNullWhen(false)] out string? error)
    {
        (schedule, error) = CrontabSchedule.TryParse(
            text,
            SixFields,
            x => (new CronSchedule(x), default(string)),
            fault => (default(CronSchedule), fault().Message));
        return schedule is not null;
    }

    /// <summary>The first occurrence later than <paramref name="time"/>; null when there is none.</summary>
    public DateTimeOffset? After(DateTimeOffset time)
    {
        var end = time.UtcDateTime + Horizon;
        var next = schedule.GetNextOccurrence(time.UtcDateTime, end);
        return next < end ? new DateTimeOffset(DateTime.SpecifyKind(next, DateTimeKind.Utc)) : null;
    }
}
