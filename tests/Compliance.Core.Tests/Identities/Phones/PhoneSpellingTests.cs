using Compliance.Identities;

namespace Compliance.Core.Tests.Identities.Phones;

/// <summary>Numbers are those set aside for fiction, or example numbers that end in 0123456 and the like.</summary>
public class PhoneSpellingTests
{
    [Theory]
    [InlineData("+447700900000")]
    [InlineData("+44 7700 900000")]
    [InlineData("+44 (0)7700 900000")]
    [InlineData("+44 (0) 7700-900-000")]
    [InlineData("+4407700900000")]
    [InlineData("0044 (0)7700 900000")]
    [InlineData("0044.7700.900000")]
    [InlineData("07700 900000")]
    [InlineData("07700-900-000")]
    [InlineData("(07700) 900 000")]
    [InlineData("07700/900000")]
    [InlineData("7700900000")]
    [InlineData("447700900000")]
    [InlineData("  +44\u00A07700\u2009900000 ")]
    [InlineData("+44 7700‑900–000")]
    [InlineData("＋４４　７７００　９０００００")]
    [InlineData("٠٧٧٠٠٩٠٠٠٠٠")]
    [InlineData("\u202A+44 7700 900000\u202C")]
    [InlineData("(+44) 7700 900000")]
    [InlineData("tel:+44-7700-900000")]
    [InlineData("TEL:07700900000")]
    [InlineData("tel:7700-900000;phone-context=+44")]
    [InlineData("tel:+447700900000;ext=12")]
    [InlineData("+44 7700 900000 ext. 12")]
    [InlineData("07700 900000 x12")]
    [InlineData("07700 900000 extension 1234")]
    [InlineData("07700 900000#12")]
    [InlineData("07700900000,12")]
    public void Every_spelling_of_a_British_mobile_is_one_number(string spelling) => Is("+447700900000", "GB", spelling);

    [Theory]
    [InlineData("US", "+12025550123", "(202) 555-0123", "202.555.0123", "1-202-555-0123", "+1 (202) 555-0123", "001 202 555 0123")]
    [InlineData("US", "+12025550123", "12025550123", "+1 1 202 555 0123", "2025550123")]
    [InlineData("CA", "+16135550123", "613-555-0123", "+1 613 555 0123", "011 1 613 555 0123")]
    [InlineData("JM", "+18765550123", "876 555 0123", "1 876 555 0123")]
    [InlineData("FR", "+33639980123", "06 39 98 01 23", "+33 6 39 98 01 23", "+33 (0)6 39 98 01 23", "0033 6 39 98 01 23")]
    [InlineData("FR", "+33639980123", "06.39.98.01.23", "33639980123")]
    [InlineData("DE", "+493023125123", "030 23125 123", "030/23125-123", "+49 (0)30 23125123", "0049 30 23125123", "+49 30 23125123")]
    [InlineData("DE", "+491713920012", "0171 3920012", "+49 171 39200-12")]
    [InlineData("AT", "+43123456789", "01 23456789", "+43 (0)1 23456789")]
    [InlineData("IT", "+390612345678", "06 1234 5678", "+39 06 1234 5678", "0039 06 12345678")]
    [InlineData("IT", "+393401234567", "340 123 4567", "+39 340 1234567")]
    [InlineData("VA", "+390669812345", "06 698 12345", "+39 06 698 12345")]
    [InlineData("SM", "+3780549123456", "0549 123456", "+378 0549 123456")]
    [InlineData("ES", "+34612345678", "612 34 56 78", "+34 612 345 678", "0034612345678", "34612345678")]
    [InlineData("PT", "+351912345678", "912 345 678", "00351 912 345 678")]
    [InlineData("RU", "+74951234567", "8 (495) 123-45-67", "+7 495 123 45 67", "+7 (8) 495 123-45-67")]
    [InlineData("RU", "+74951234567", "7 495 1234567", "8-10-7-495-1234567")]
    [InlineData("RU", "+78001234567", "8 800 123-45-67", "800 1234567", "+7 800 123 45 67")]
    [InlineData("RU", "+447700900000", "8~10 44 7700 900000", "810447700900000", "0044 7700 900000")]
    [InlineData("KZ", "+77012345678", "8 701 234 56 78", "+7 701 234 5678")]
    [InlineData("BY", "+375291234567", "8 029 123-45-67", "+375 (29) 123 45 67", "80291234567", "029 1234567")]
    [InlineData("LT", "+37061234567", "8 612 34567", "0 612 34567", "+370 612 34567")]
    [InlineData("UA", "+380501234567", "050 123 4567", "8 050 123 45 67", "+38 050 123 45 67")]
    [InlineData("HU", "+36201234567", "06 20 123 4567", "06-20/123-4567", "+36 20 123 4567", "0036 06 20 1234567")]
    [InlineData("MX", "+525512345678", "55 1234 5678", "01 55 1234 5678", "044 55 1234 5678", "+52 1 55 1234 5678", "+52 55 1234 5678")]
    [InlineData("AR", "+5491123456789", "011 15-2345-6789", "11 15 2345 6789", "+54 9 11 2345-6789", "+54 11 15 2345 6789")]
    [InlineData("AR", "+541123456789", "011 2345-6789", "+54 11 2345 6789")]
    [InlineData("AR", "+5493512345678", "0351 15 234-5678", "+54 9 351 234 5678")]
    [InlineData("BR", "+5511987654321", "(11) 98765-4321", "011 98765 4321", "0 15 11 98765-4321", "+55 (011) 98765-4321")]
    [InlineData("IN", "+919876543210", "098765 43210", "+91 98765-43210", "+91 (0)98765 43210", "9876543210")]
    [InlineData("CN", "+8613123456789", "131 2345 6789", "+86 131 2345 6789", "0086 13123456789")]
    [InlineData("CN", "+861012345678", "010 1234 5678", "+86 (0)10 1234 5678")]
    [InlineData("JP", "+819012345678", "090-1234-5678", "+81 (0)90 1234 5678", "010 81 90 1234 5678", "０９０−１２３４−５６７８")]
    [InlineData("KR", "+821012345678", "010-1234-5678", "+82 10 1234 5678", "0082 10 1234 5678")]
    [InlineData("SG", "+6581234567", "8123 4567", "+65 8123 4567", "001 65 8123 4567", "0065 81234567")]
    [InlineData("HK", "+85251234567", "5123 4567", "00852 5123 4567")]
    [InlineData("TH", "+66812345678", "081 234 5678", "0066 81 234 5678", "+66 (0)81 234 5678")]
    [InlineData("ID", "+628123456789", "0812-345-6789", "+62 812 345 6789", "001 62 812 345 6789")]
    [InlineData("AU", "+61491570156", "0491 570 156", "+61 491 570 156", "0011 61 491 570 156", "+61 (0)491 570 156")]
    [InlineData("AU", "+447700900000", "0011 44 7700 900000", "0044 7700 900000")]
    [InlineData("NZ", "+64211234567", "021 123 4567", "+64 21 123 4567")]
    [InlineData("IE", "+353850123456", "085 012 3456", "+353 (0)85 012 3456")]
    [InlineData("NL", "+31612345678", "06-12345678", "+31 (0)6 12345678", "0031 6 12345678")]
    [InlineData("BE", "+32470123456", "0470 12 34 56", "+32 (0)470 12.34.56")]
    [InlineData("CH", "+41781234567", "078 123 45 67", "+41 (0)78 123 45 67")]
    [InlineData("SE", "+46701740605", "070-174 06 05", "+46 (0)70-174 06 05")]
    [InlineData("NO", "+4740612345", "406 12 345", "+47 406 12 345", "+47 (0) 40 61 23 45")]
    [InlineData("DK", "+4532123456", "32 12 34 56", "+45 32 12 34 56", "4532123456")]
    [InlineData("FI", "+358412345678", "041 2345678", "+358 (0)41 234 5678", "990 358 41 2345678")]
    [InlineData("PL", "+48512345678", "512 345 678", "+48 512-345-678")]
    [InlineData("CZ", "+420601123456", "601 123 456", "00420 601 123 456")]
    [InlineData("GR", "+306912345678", "691 234 5678", "+30 691 234 5678")]
    [InlineData("TR", "+905012345678", "0501 234 56 78", "+90 (501) 234 56 78")]
    [InlineData("IL", "+972502345678", "050-234-5678", "+972 (0)50 234 5678", "012 44 7700 900000|+447700900000")]
    [InlineData("AE", "+971501234567", "050 123 4567", "+971 50 123 4567")]
    [InlineData("SA", "+966512345678", "051 234 5678", "+966 51 234 5678")]
    [InlineData("EG", "+201001234567", "0100 123 4567", "+20 100 123 4567")]
    [InlineData("ZA", "+27711234567", "071 123 4567", "+27 (0)71 123 4567")]
    [InlineData("NG", "+2348021234567", "0802 123 4567", "+234 802 123 4567", "009 44 7700 900000|+447700900000")]
    [InlineData("KE", "+254712123456", "0712 123456", "+254 712 123456", "000 44 7700 900000|+447700900000")]
    [InlineData("CI", "+2250123456789", "01 23 45 67 89", "+225 01 23 45 67 89")]
    [InlineData("WS", "+68522123", "22123", "+685 22123")]
    public void A_spelling_as_dialled_in_its_country_is_E164(string country, string expected, params string[] spellings)
    {
        foreach (var spelling in spellings)
        {
            Is(spelling.Contains('|', StringComparison.Ordinal) ? spelling.Split('|')[1] : expected, country, spelling.Split('|')[0]);
        }
    }

    [Theory]
    [InlineData("+80012345678")]
    [InlineData("+870773111632")]
    [InlineData("+883510012345678")]
    public void Global_services_have_no_country(string number) => Is(number, "GB", number);

    [Theory]
    [InlineData("")]
    [InlineData("anonymous")]
    [InlineData("999")]
    [InlineData("1234")]
    [InlineData("+")]
    [InlineData("+44")]
    [InlineData("+999 1234567890")]
    [InlineData("+44 7700 900000 00")]
    [InlineData("+1 202 555 01")]
    [InlineData("07700 900000 or 07700 900001")]
    [InlineData("44+7700900000")]
    [InlineData("++447700900000")]
    [InlineData("0800-FLOWERS")]
    [InlineData("123456789012345678901234567890")]
    [InlineData("07700\u0000900000")]
    [InlineData("\uD83D")]
    public void What_is_no_number_is_refused(string text) =>
        Assert.False(new IdentityNormalizer("GB").TryNormalize(IdentityType.Phone, text, out _));

    [Fact]
    public void A_country_without_a_plan_is_refused() => Assert.Throws<ArgumentException>(() => new IdentityNormalizer("ZZ"));

    static void Is(string expected, string country, string spelling)
    {
        Assert.True(new IdentityNormalizer(country).TryNormalize(IdentityType.Phone, spelling, out var identity), $"{country}: {spelling}");
        Assert.Equal(expected, identity.Value);
    }
}
