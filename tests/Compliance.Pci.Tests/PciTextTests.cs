
namespace Compliance.Pci.Tests;

public sealed class PciTextTests
{
    [Theory]
    [InlineData("Card 4111 1111 1111 1111 exp 12/26 cvv 123", "Card [card number removed] exp [card number removed] cvv [card data removed]", "Pan Cvv")]
    [InlineData("what is the security code on the back? it is one two three", "what is the security code on the back? it is [card data removed]", "Cvv")]
    [InlineData("the PIN is four three two one", "the PIN is [card data removed]", "Pin")]
    [InlineData("der Sicherheitscode ist drei zwei eins", "der Sicherheitscode ist [card data removed]", "Cvv")]
    [InlineData("el código de seguridad es uno dos tres", "el código de seguridad es [card data removed]", "Cvv")]
    [InlineData("%B4111111111111111^DOE/JOHN^26122011000000000000?", "[card data removed]", "Track")]
    [InlineData("swipe ;4111111111111111=26122011000000000? done", "swipe [card data removed] done", "Track")]
    [InlineData("three seven eight two, eight two two four six three one, zero zero zero five", "[card number removed]", "Pan")]
    [InlineData("four thousand one hundred eleven eleven eleven eleven eleven eleven eleven", "[card number removed]", "Pan")]
    public void Card_data_goes_whole(string text, string expected, string kinds)
    {
        var (redacted, findings) = PciText.Redact(text);
        Assert.Equal(expected, redacted);
        Assert.Equal(kinds, string.Join(' ', findings.Select(x => x.Kind)));
        Assert.Empty(PciText.Redact(redacted).Findings);
    }

    [Theory]
    [InlineData("DE89 3704 0044 0532 0130 00")]
    [InlineData("my pin code area is 560001")]
    [InlineData("4111 1111 1111 1112 has a wrong check digit")]
    [InlineData("0.4111111111111111")]
    [InlineData("the contract expires 12/26, reference 4411")]
    [InlineData("+4111 1111 1111 1111 1")]
    public void What_is_no_card_data_stays(string text) => Assert.Equal(text, PciText.Redact(text).Redacted);

    [Fact]
    public void Last_four_may_be_kept_and_nothing_else()
    {
        Assert.Equal("pay [card number removed] 1111 now", PciText.Redact("pay 4111 1111 1111 1111 now", keepLastFour: true).Redacted);
        Assert.Equal("cvv [card data removed]", PciText.Redact("cvv 123", keepLastFour: true).Redacted);
    }

    [Fact]
    public void Findings_count_digits_and_name_the_scheme()
    {
        var finding = Assert.Single(PciText.Redact("378282246310005").Findings);
        Assert.Equal((15, "amex"), (finding.Digits, finding.Scheme));
        Assert.DoesNotContain("378282246310005", finding.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_ends_in_an_answer()
    {
        var random = new Random(11);
        string[] parts = ["4111", "1111", " ", "-", ".", "\n", "four", "double", "hundred", "and", "quatre-vingt", "cvv", "pin", "\u200B", "０", "\uD800", "^", "=", ";", "%B", "\"", "\\u00", "}", "DE89"];
        for (var round = 0; round < 3000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => parts[random.Next(parts.Length)]));
            Assert.NotNull(PciText.Redact(text).Redacted);
        }
    }
}
