using System.Diagnostics.CodeAnalysis;
using NCrontab;

namespace Compliance.Local.Timers;

/// <summary>
/// An NCRONTAB expression, parsed by the library that the Functions host uses: <c>{second} {minute} {hour} {day} {month} {day of
/// week}</c>, UTC.
/// </summary>
public sealed class CronSchedule
{
    static readonly CrontabSchedule.ParseOptions SixFields = new() { IncludingSeconds = true };

    // A schedule without an occurrence in two leap cycles (30 February) never occurs.
    static readonly TimeSpan Horizon = TimeSpan.FromDays(366 * 9);

    readonly CrontabSchedule schedule;

    CronSchedule(CrontabSchedule schedule) => this.schedule = schedule;

    /// <param name="error">What is wrong.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out CronSchedule? schedule, [NotNullWhen(false)] out string? error)
    {
        (schedule, error) = CrontabSchedule.TryParse(
            text,
            SixFields,
            x => (new CronSchedule(x), default(string)),
            fault => (default(CronSchedule), fault().Message));
        return schedule is not null;
    }

    /// <summary>The first occurrence after <paramref name="time"/>; null if there is none.</summary>
    public DateTimeOffset? After(DateTimeOffset time)
    {
        var end = time.UtcDateTime + Horizon;
        var next = schedule.GetNextOccurrence(time.UtcDateTime, end);
        return next < end ? new DateTimeOffset(DateTime.SpecifyKind(next, DateTimeKind.Utc)) : null;
    }
}
