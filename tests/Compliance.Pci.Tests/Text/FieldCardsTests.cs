
namespace Compliance.Pci.Tests.Text;

public sealed class FieldCardsTests
{
    [Theory]
    [InlineData("note", "card 4111 1111 1111 1111, thanks", "card [card number removed], thanks")]
    [InlineData("note", "refund to 4111 1111 1111 1111 for two", "refund to [card number removed] for two")]
    [InlineData("note", "4111-1111\n1111-1111", "[card number removed]")]
    [InlineData("note", "four one one one one one one one one one one one one one one one", "[card number removed]")]
    [InlineData("", "pan4111111111111111", "pan[card number removed]")]
    [InlineData("cvv", "123", "[card data removed]")]
    [InlineData("Card PIN", "4931", "[card data removed]")]
    [InlineData("note", "the security code is 123", "the security code is [card data removed]")]
    [InlineData("swipe", ";4111111111111111=27121010000012300000?", "[card data removed]")]
    [InlineData("note", "\"4111\\1111\" \u0661 \u00e9 tab\there", "\"4111\\1111\" \u0661 \u00e9 tab\there")]
    [InlineData("order", "8829104477123", "8829104477123")]
    [InlineData("phone", "+44 7700 900123", "+44 7700 900123")]
    [InlineData("iban", "DE89 3704 0044 0532 0130 00", "DE89 3704 0044 0532 0130 00")]
    [InlineData("at", "2026-03-02T09:15:00.123456Z", "2026-03-02T09:15:00.123456Z")]
    public void Redact_OneField_TakesOutCardDataOnly(string name, string text, string expected)
    {
        var (texts, findings) = PciText.Redact([new PciField(name, text)]);

        Assert.Equal(expected, Assert.Single(texts!));
        Assert.Equal(text == expected ? 0 : 1, findings.Count);
        Assert.All(findings, x => Assert.Equal(PciText.Metadata, x.File));
    }

    [Fact]
    public void Redact_BoxesOfOneNumber_EmptiesAll()
    {
        var (texts, findings) = PciText.Redact(
            [new("card1", "4111"), new("card2", "1111"), new("note", "ok"), new("card3", "1111"), new("card4", "1111")]);

        Assert.Equal(["[card number removed]", "", "ok", "", ""], texts!);
        Assert.Equal(16, Assert.Single(findings).Digits);
    }

    [Fact]
    public void Redact_TwoAccountsInARow_LeavesThem()
    {
        var (texts, findings) = PciText.Redact([new("account1", "41111111"), new("account2", "11111111")]);

        Assert.Equal(["41111111", "11111111"], texts!);
        Assert.Empty(findings);
    }

    [Fact]
    public void Redact_KeepLastFour_KeepsThem() =>
        Assert.Equal("x [card number removed] 1111", PciText.Redact([new("n", "x 4111111111111111")], keepLastFour: true).Texts![0]);
}
