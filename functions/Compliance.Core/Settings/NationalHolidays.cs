using PublicHoliday;

namespace Compliance.Settings;

/// <summary>
/// The public holidays of a country as a whole (Regulation 1182/71, Art. 2(1)), in England and Wales for GB, from the library
/// PublicHoliday. Holidays of a region are for the tenant to list.
/// </summary>
public static class NationalHolidays
{
    // The library computes feasts of the Islamic calendar (TR, KZ) by a table of the years 1900 to 2077 and throws beyond it.
    const int FirstYear = 1950;
    const int LastYear = 2070;

    /// <param name="country">ISO 3166-1 alpha-2.</param>
    public static bool Know(string country) => Enum.TryParse<PublicHolidayCountryCode>(country, ignoreCase: true, out _);

    /// <summary>
    /// Whether it is a public holiday, or the day on which one is observed; false in a country that is not known, and before 1950 or
    /// after 2070.
    /// </summary>
    public static bool Include(string country, DateOnly day) =>
        day.Year is >= FirstYear and <= LastYear
        && Enum.TryParse<PublicHolidayCountryCode>(country, ignoreCase: true, out var code)
        && PublicHolidayFactory.GetPublicHolidayForCountry(code).PublicHolidays(day.Year).Any(x => DateOnly.FromDateTime(x) == day);
}
