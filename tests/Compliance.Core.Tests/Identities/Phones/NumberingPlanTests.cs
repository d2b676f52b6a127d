using Compliance.Identities;

namespace Compliance.Core.Tests.Identities.Phones;

public class NumberingPlanTests
{
    [Fact]
    public void Calling_codes_are_prefix_free()
    {
        var codes = NumberingPlan.All.Select(x => x.CallingCode).ToList();

        Assert.All(codes, code => Assert.DoesNotContain(codes, x => x != code && x.StartsWith(code, StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_number_a_plan_allows_fits_E164() =>
        Assert.All(NumberingPlan.All, x => Assert.InRange(x.Longest, x.Shortest, NumberingPlan.MostDigits - x.CallingCode.Length));

    [Fact]
    public void Prefixes_are_digits() =>
        Assert.All(
            NumberingPlan.All.SelectMany(x => x.TrunkPrefixes.Concat(x.InternationalPrefixes)), x => Assert.True(x.All(char.IsAsciiDigit)));

    [Fact]
    public void Every_country_of_the_European_Union_and_the_G20_has_a_plan()
    {
        string[] countries =
        [
            "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL",
            "PL", "PT", "RO", "SE", "SI", "SK", "AR", "AU", "BR", "CA", "CN", "GB", "ID", "IN", "JP", "KR", "MX", "RU", "SA", "TR",
            "US", "ZA",
        ];

        Assert.All(countries, x => Assert.NotNull(NumberingPlan.OfCountry(x)));
    }

    [Fact]
    public void Every_region_of_the_platform_and_of_libphonenumber_has_a_plan()
    {
        var platform = System.Globalization.CultureInfo.GetCultures(System.Globalization.CultureTypes.SpecificCultures)
            .Select(x => new System.Globalization.RegionInfo(x.Name).TwoLetterISORegionName);
        var regions = platform.Concat(PhoneNumbers.PhoneNumberUtil.GetInstance().GetSupportedRegions())
            .Where(x => x.All(char.IsAsciiLetter));

        Assert.All(regions.Distinct(StringComparer.Ordinal), x => Assert.NotNull(NumberingPlan.OfCountry(x)));
    }

    [Theory]
    [InlineData("IC", "34")]
    [InlineData("EA", "34")]
    [InlineData("DG", "246")]
    [InlineData("IM", "44")]
    [InlineData("PR", "1")]
    [InlineData("KZ", "7")]
    [InlineData("VA", "39")]
    [InlineData("gb", "44")]
    public void Countries_that_share_a_code_share_its_plan(string country, string code) =>
        Assert.Equal(code, NumberingPlan.OfCountry(country)?.CallingCode);
}
