using Compliance.Failures;
using Compliance.Identities;
using FsCheck;
using FsCheck.Fluent;

namespace Compliance.Core.Tests.Identities;

public class IdentityNormalizerTests
{
    readonly IdentityNormalizer normalizer = new("GB");

    [Theory]
    [InlineData("amelia.okafor@example.org")]
    [InlineData(" Amelia.Okafor@EXAMPLE.org ")]
    [InlineData("mailto:amelia.okafor@example.org")]
    [InlineData("amelia.okafor@example.org.")]
    [InlineData("ａｍｅｌｉａ.okafor＠example.org")]
    public void Spellings_of_an_address_are_one(string text) => Is("amelia.okafor@example.org", IdentityType.Email, text);

    [Theory]
    [InlineData("info@bücher.example", "info@xn--bcher-kva.example")]
    [InlineData("info@BÜCHER.example", "info@xn--bcher-kva.example")]
    [InlineData("info@xn--bcher-kva.example", "info@xn--bcher-kva.example")]
    [InlineData("JOSÉ@example.org", "josé@example.org")]
    public void Domains_are_ASCII_and_local_parts_are_not(string text, string expected) => Is(expected, IdentityType.Email, text);

    [Fact]
    public void Dots_and_tags_of_a_local_part_are_the_persons_own()
    {
        Is("a.b+news@gmail.com", IdentityType.Email, "a.b+news@gmail.com");
        Is("ab@gmail.com", IdentityType.Email, "ab@gmail.com");
    }

    [Theory]
    [InlineData("")]
    [InlineData("amelia")]
    [InlineData("@example.org")]
    [InlineData("amelia@")]
    [InlineData("a b@example.org")]
    [InlineData("a@b@example.org")]
    [InlineData(".a@example.org")]
    [InlineData("a@exa_mple.org")]
    [InlineData("a@example..org")]
    [InlineData("a\r\n@example.org")]
    public void What_is_no_address_is_refused(string text) => Assert.False(normalizer.TryNormalize(IdentityType.Email, text, out _));

    [Theory]
    [InlineData("AC-100000")]
    [InlineData("ac-100000 ")]
    [InlineData("Ａｃ-１０００００")]
    public void Account_ids_have_no_case(string text) => Is("AC-100000", IdentityType.AccountId, text);

    [Fact]
    public void Separators_of_an_account_id_are_part_of_it() => Is("AC100000", IdentityType.AccountId, "AC100000");

    [Theory]
    [InlineData("agent-1")]
    [InlineData(" Agent-1")]
    public void Agent_ids_have_no_case(string text) => Is("agent-1", IdentityType.AgentId, text);

    [Theory]
    [InlineData("Amelia Okafor", "amelia okafor")]
    [InlineData("  AMELIA   OKAFOR ", "amelia okafor")]
    [InlineData("Okafor, Amelia", "amelia okafor")]
    [InlineData("José Núñez", "jose nunez")]
    [InlineData("Jose\u0301 Nu\u0301n\u0303ez", "jose nunez")]
    [InlineData("Łukasz Ørsted-Groß", "lukasz orsted gross")]
    [InlineData("Siobhán O’Brien", "siobhan obrien")]
    [InlineData("ΣΊΣΥΦΟΣ", "σισυφοσ")]
    [InlineData("Σίσυφος", "σισυφοσ")]
    [InlineData("J. R. Smith", "j r smith")]
    [InlineData("王小明", "王小明")]
    [InlineData("प्रिया", "प्रिया")]
    public void Names_are_folded(string text, string expected) => Is(expected, IdentityType.Name, text);

    [Theory]
    [InlineData(IdentityType.Name)]
    [InlineData(IdentityType.AccountId)]
    [InlineData(IdentityType.AgentId)]
    public void Nothing_but_spaces_is_no_identity(IdentityType type) => Assert.False(normalizer.TryNormalize(type, " \u200B\t", out _));

    [Fact]
    public void A_failure_names_the_field_and_holds_no_value()
    {
        var outcome = normalizer.Normalize(IdentityType.Phone, "secret-value", "identities[0].value");

        var invalid = FailureAssert.Is(FailureKind.Invalid, outcome.Failure);
        var (field, messages) = Assert.Single(invalid.Errors!.ByField);
        Assert.Equal("identities[0].value", field);
        Assert.DoesNotContain("secret", string.Concat(messages), StringComparison.Ordinal);
    }

    [Fact]
    public void An_identity_does_not_print_itself()
    {
        Assert.True(normalizer.TryNormalize(IdentityType.Phone, "07700 900000", out var identity));

        Assert.Equal("Phone(redacted)", identity.ToString());
    }

    [Fact]
    public void A_normal_form_is_its_own_normal_form() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1000),
        Prop.ForAll<IdentityType, string>((type, text) =>
            !normalizer.TryNormalize(type, text, out var once)
            || (normalizer.TryNormalize(type, once.Value, out var twice) && twice == once)));

    void Is(string expected, IdentityType type, string text)
    {
        Assert.True(normalizer.TryNormalize(type, text, out var identity));
        Assert.Equal(new NormalizedIdentity(type, expected), identity);
    }
}
