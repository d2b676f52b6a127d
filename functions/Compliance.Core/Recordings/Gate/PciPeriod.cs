using System.Globalization;
using Compliance.Failures;
using Compliance.Json;

namespace Compliance.Recordings;

/// <summary>
/// The period of a report: calls that started at or after <paramref name="From"/> and before <paramref name="To"/>.
/// </summary>
public sealed record PciPeriod(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>A year and a day of grace.</summary>
    const int MostDays = 367;

    /// <param name="from">RFC 3339 timestamp or <c>yyyy-MM-dd</c>; default 30 days before the end.</param>
    /// <param name="to">The same; default now.</param>
    public static Outcome<PciPeriod> Parse(string? from, string? to, DateTimeOffset now)
    {
        var errors = new FieldErrors();
        var end = Read("to", to, errors) ?? now;
        var start = Read("from", from, errors) ?? end.AddDays(-30);
        if (!errors.Any && start >= end)
        {
            errors.Add("to", "must be after from");
        }
        else if (!errors.Any && (end - start).TotalDays > MostDays)
        {
            errors.Add("from", "must be within a year of to");
        }

        return errors.Any ? Failure.Invalid(errors) : new PciPeriod(start, end);
    }

    /// <summary>A time, or the start of a day in UTC.</summary>
    /// <returns>Null for nothing, and for what is neither.</returns>
    internal static DateTimeOffset? Read(string field, string? text, FieldErrors errors)
    {
        if (text is null)
        {
            return null;
        }

        if (Rfc3339.TryParse(text, out var time))
        {
            return time;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        }

        errors.Add(field, "must be an RFC 3339 timestamp or a date, like 2026-01-31");
        return null;
    }
}
