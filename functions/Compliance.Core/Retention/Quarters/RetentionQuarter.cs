using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using Compliance.Json;

namespace Compliance.Retention;

/// <summary>A quarter of a year, like <c>2026-Q4</c>.</summary>
[StructLayout(LayoutKind.Auto)]
[JsonConverter(typeof(RetentionQuarterConverter))]
public readonly record struct RetentionQuarter(int Year, int Number)
{
    const int MonthsOfOne = 3;

    public DateOnly First => new(Year, ((Number - 1) * MonthsOfOne) + 1, 1);

    /// <summary>The quarter after it.</summary>
    public RetentionQuarter Next => Of(First.AddMonths(MonthsOfOne));

    public RetentionQuarter Previous => Of(First.AddMonths(-MonthsOfOne));

    public static RetentionQuarter Of(DateOnly day) => new(day.Year, ((day.Month - 1) / MonthsOfOne) + 1);

    /// <summary>That the time lies in, on the clocks of the zone.</summary>
    public static RetentionQuarter Of(DateTimeOffset time, TimeZoneInfo zone) =>
        Of(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, zone).DateTime));

    public static bool TryParse([NotNullWhen(true)] string? text, out RetentionQuarter quarter)
    {
        quarter = default;
        if (text is not { Length: 7 }
            || text[4..6] != "-Q"
            || !int.TryParse(text.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            || text[6] is < '1' or > '4'
            || year < 1)
        {
            return false;
        }

        quarter = new(year, text[6] - '0');
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Year:D4}-Q{Number}");
}

sealed class RetentionQuarterConverter()
    : StrongStringConverter<RetentionQuarter>(RetentionQuarter.TryParse, "must be a quarter, like 2026-Q4");
