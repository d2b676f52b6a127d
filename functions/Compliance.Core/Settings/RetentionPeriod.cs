using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Compliance.Json;

namespace Compliance.Settings;

/// <summary>A calendar period: the date part of an ISO 8601 duration, like <c>P5Y</c>, <c>P18M</c> or <c>P90D</c>.</summary>
[StructLayout(LayoutKind.Auto)]
[JsonConverter(typeof(RetentionPeriodConverter))]
public readonly partial record struct RetentionPeriod(int Months, int Days)
{
    public const string Rule = "must be a period of 1 day to 100 years, like P90D, P18M or P5Y";

    const int LongestYears = 100;

    int LeastDays => (Months * 28) + Days;

    int MostDays => (Months * 31) + Days;

    /// <summary>Whether it is never longer than the other one, from whatever day on they run.</summary>
    public bool IsAtMost(RetentionPeriod other) =>
        (Months <= other.Months && Days <= other.Days) || MostDays <= other.LeastDays;

    /// <summary>
    /// The end of the last day of the period, on the clocks of the zone: the first instant of the day after it. A month that lacks the date
    /// ends it on its last day (Regulation 1182/71, Art. 3(2)(c)).
    /// </summary>
    public DateTimeOffset EndFrom(DateTimeOffset start, TimeZoneInfo zone) => FirstInstantOf(
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(start, zone).DateTime).AddMonths(Months).AddDays(Days + 1), zone);

    /// <summary>The first instant of a day, in UTC, where clocks skip midnight, too; where it occurs twice, the second.</summary>
    public static DateTimeOffset FirstInstantOf(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(midnight))
        {
            midnight = midnight.AddMinutes(15);
        }

        var offset = zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Min() : zone.GetUtcOffset(midnight);
        return new DateTimeOffset(midnight, offset).ToUniversalTime();
    }

    public static bool TryParse([NotNullWhen(true)] string? text, out RetentionPeriod period)
    {
        period = default;
        if (text is not { Length: <= 20 } || Iso8601().Match(text) is not { Success: true } match)
        {
            return false;
        }

        int Number(string group) =>
            match.Groups[group] is { Success: true } found ? int.Parse(found.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 0;
        period = new((Number("years") * 12) + Number("months"), (Number("weeks") * 7) + Number("days"));
        return period is { Months: > 0 } or { Days: > 0 } && period.MostDays <= LongestYears * 12 * 31;
    }

    public override string ToString() => $"P{Part(Months / 12, 'Y')}{Part(Months % 12, 'M')}{Part(Days, 'D')}";

    static string Part(int number, char unit) => number == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{number}{unit}");

    [GeneratedRegex(
        @"\AP(?!\z)((?<years>[0-9]{1,3})Y)?((?<months>[0-9]{1,4})M)?((?<weeks>[0-9]{1,4})W)?((?<days>[0-9]{1,5})D)?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Iso8601();
}

sealed class RetentionPeriodConverter()
    : StrongStringConverter<RetentionPeriod>(RetentionPeriod.TryParse, RetentionPeriod.Rule, x => x.ToString());
