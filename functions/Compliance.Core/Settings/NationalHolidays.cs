using PublicHoliday;

namespace Compliance.Settings;

/// <summary>
/// National public holidays (Regulation 1182/71, Art. 2(1)) from the library PublicHoliday; for GB, those of England and Wales. Tenants
/// list regional holidays themselves.
/// </summary>
public static class NationalHolidays
{
    // The library looks up Islamic holidays (TR, KZ) in a table of the years 1900 to 2077 and throws outside that range.
    const int FirstYear = 1950;
    const int LastYear = 2070;

    /// <param name="country">ISO 3166-1 alpha-2.</param>
    public static bool Know(string country) => Enum.TryParse<PublicHolidayCountryCode>(country, ignoreCase: true, out _);

    /// <summary>
    /// True for a public holiday or the day on which it is observed. False for an unknown country, and before 1950 or after 2070.
    /// </summary>
    public static bool Include(string country, DateOnly day) =>
        day.Year is >= FirstYear and <= LastYear
        && Enum.TryParse<PublicHolidayCountryCode>(country, ignoreCase: true, out var code)
        && PublicHolidayFactory.GetPublicHolidayForCountry(code).PublicHolidays(day.Year).Any(x => DateOnly.FromDateTime(x) == day);
}
