using Compliance.Identities;
using Compliance.Sealing;

namespace Compliance.Core.Tests.Identities;

public sealed class BlindIndexTests : IDisposable
{
    readonly KeyBytes secret = KeyBytes.From([.. Enumerable.Range(0, 32).Select(x => (byte)x)]);

    /// <summary>HMAC-SHA-256 of kind, zero byte and value under the bytes 0 to 31, computed elsewhere.</summary>
    [Fact]
    public void Tokens_are_the_vectors()
    {
        var index = new BlindIndex(secret);

        Assert.Equal("2dd80870095cd677668ad9034631bd9e", index.Token(new NormalizedIdentity(IdentityType.Phone, "+447700900000")).Value);
        Assert.Equal("7589e8e6541f978729d7a4ee0c483dab", index.CallIdToken("call-1").Value);
    }

    [Fact]
    public void Kinds_keep_equal_values_apart()
    {
        var index = new BlindIndex(secret);
        var tokens = Enum.GetValues<IdentityType>().Select(x => index.Token(new NormalizedIdentity(x, "1"))).Append(index.CallIdToken("1"));

        Assert.Distinct(tokens);
    }

    [Fact]
    public void Another_tenants_secret_gives_another_token()
    {
        using var other = KeyBytes.Create();

        Assert.NotEqual(new BlindIndex(secret).CallIdToken("call-1"), new BlindIndex(other).CallIdToken("call-1"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("a/b")]
    public void A_kind_is_one_word(string kind) => Assert.Throws<ArgumentException>(() => new BlindIndex(secret).Token(kind, "x"));

    [Fact]
    public void A_token_is_parsed_from_its_text_and_does_not_print_itself()
    {
        var token = new BlindIndex(secret).CallIdToken("call-1");

        Assert.True(SubjectToken.TryParse(token.Value, out var parsed));
        Assert.Equal(token, parsed);
        Assert.DoesNotContain(token.Value, token.ToString(), StringComparison.Ordinal);
        Assert.False(SubjectToken.TryParse(token.Value.ToUpperInvariant(), out _));
        Assert.False(SubjectToken.TryParse(token.Value[1..], out _));
    }

    public void Dispose() => secret.Dispose();
}
