using Compliance.Identities;

namespace Compliance.Core.Tests.Identities;

/// <summary>Two spellings of one person's identity, as recorders, telephone systems and people write it, row by row.</summary>
public sealed class SpellingTableTests
{
    public static TheoryData<string, string, string, string> Rows()
    {
        var rows = new TheoryData<string, string, string, string>();
        var lines = File.ReadAllLines(Repository.PathOf("tests", "Compliance.Core.Tests", "Identities", "identities.tsv"));
        foreach (var row in lines.Skip(1).Select(x => x.Split('\t')))
        {
            rows.Add(row[0], row[1], row[2], row[3]);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Spelling_is_read_as_its_row_says(string country, string first, string second, string wanted)
    {
        var normalizer = new IdentityNormalizer(country);
        var type = first.Any(char.IsLetter) ? first.Contains('@', StringComparison.Ordinal) ? IdentityType.Email : IdentityType.Name
            : IdentityType.Phone;
        var accepted = normalizer.TryNormalize(type, first, out var one);
        Assert.Equal(wanted is not "refuse", accepted);
        if (accepted)
        {
            Assert.True(normalizer.TryNormalize(type, second, out var two));
            Assert.Equal(wanted is not "differ", one == two);
        }
    }

    [Theory]
    [InlineData("GB", "\"Priya\" <sip:+447700900123@sbc.example;user=phone>;tag=1", "+447700900123")]
    [InlineData("GB", "whatsapp:+447700900123", "+447700900123")]
    [InlineData("GB", "447700900123@s.whatsapp.net", "+447700900123")]
    [InlineData("GB", "https://wa.me/447700900123", "+447700900123")]
    [InlineData("GB", "Mobile: 07700 900123", "+447700900123")]
    [InlineData("DE", "0171 3920012 Durchwahl 12", "+491713920012")]
    [InlineData("DE", "15112345678", "+4915112345678")]
    [InlineData("DE", "31612345678", "+31612345678")]
    [InlineData("FR", "0262 12 34 56", "+262262123456")]
    [InlineData("BR", "(21) 8765-4321", "+5521987654321")]
    [InlineData("BJ", "97 12 34 56", "+2290197123456")]
    [InlineData("IC", "612 34 56 78", "+34612345678")]
    [InlineData("DG", "380 1234", "+2463801234")]
    public void Number_is_found_in_what_surrounds_it(string country, string text, string expected)
    {
        Assert.True(new IdentityNormalizer(country).TryNormalize(IdentityType.Phone, text, out var identity));
        Assert.Equal(expected, identity.Value);
    }

    [Theory]
    [InlineData("anonymous")]
    [InlineData("sip:anonymous@anonymous.invalid")]
    [InlineData("\"Withheld\" <sip:restricted@10.0.0.4>")]
    [InlineData("+266696687")]
    [InlineData("1234567890")]
    [InlineData("+440000000000")]
    public void Placeholder_is_nobody(string text) =>
        Assert.False(new IdentityNormalizer("GB").TryNormalize(IdentityType.Phone, text, out _));

    [Theory]
    [InlineData("Unknown")]
    [InlineData("ANONYMOUS")]
    [InlineData("Private number")]
    public void Placeholder_for_a_name_is_nobody(string text) =>
        Assert.False(new IdentityNormalizer("GB").TryNormalize(IdentityType.Name, text, out _));

    [Theory]
    [InlineData("ALİ@example.org", "ali@example.org")]
    [InlineData("Amelia <amelia@example.org>", "amelia@example.org")]
    [InlineData("taro.@docomo.example", "taro.@docomo.example")]
    [InlineData("jane@[IPv6:2001:DB8::1]", "jane@[ipv6:2001:db8::1]")]
    public void Address_is_one_that_a_mailbox_has(string text, string expected)
    {
        Assert.True(new IdentityNormalizer("TR").TryNormalize(IdentityType.Email, text, out var identity));
        Assert.Equal(expected, identity.Value);
    }
}
