using System.Security.Cryptography;
using Compliance.Sealing;

namespace Compliance.Core.Tests.Sealing;

public class AesKeyWrapTests
{
    const string WrappingKey = "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F";

    /// <summary>RFC 3394 sections 4.3, 4.5 and 4.6: those with a wrapping key of 256 bits.</summary>
    public static TheoryData<string, string> Rfc3394 => new()
    {
        { "00112233445566778899AABBCCDDEEFF", "64E8C3F9CE0F5BA263E9777905818A2A93C8191E7D6E8AE7" },
        {
            "00112233445566778899AABBCCDDEEFF0001020304050607",
            "A8F9BC1612C68B3FF6E6F4FBE30E71E4769C8B80A32CB8958CD5D17D6B254DA1"
        },
        {
            "00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F",
            "28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21"
        },
    };

    [Theory]
    [MemberData(nameof(Rfc3394))]
    public void Wrap_OfTheRfcsKeys_GivesItsCiphertext(string key, string wrapped)
    {
        using var wrappingKey = KeyBytes.From(Convert.FromHexString(WrappingKey));

        Assert.Equal(wrapped, Convert.ToHexString(AesKeyWrap.Wrap(wrappingKey, Convert.FromHexString(key))));
        Assert.Equal(key, Convert.ToHexString(AesKeyWrap.Unwrap(wrappingKey, Convert.FromHexString(wrapped))));
    }

    [Fact]
    public void Unwrap_WithAnyBitFlipped_IsRefused()
    {
        using var wrappingKey = KeyBytes.Create();
        var wrapped = AesKeyWrap.Wrap(wrappingKey, RandomNumberGenerator.GetBytes(40));

        for (var bit = 0; bit < wrapped.Length * 8; bit++)
        {
            var flipped = (byte[])wrapped.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<CryptographicException>(() => AesKeyWrap.Unwrap(wrappingKey, flipped));
        }
    }

    [Fact]
    public void Unwrap_UnderAnotherKey_IsRefused()
    {
        using var wrappingKey = KeyBytes.Create();
        using var other = KeyBytes.Create();

        Assert.Throws<CryptographicException>(() => AesKeyWrap.Unwrap(other, AesKeyWrap.Wrap(wrappingKey, new byte[40])));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(47)]
    public void Unwrap_OfAnImpossibleLength_IsRefused(int length)
    {
        using var wrappingKey = KeyBytes.Create();

        Assert.Throws<CryptographicException>(() => AesKeyWrap.Unwrap(wrappingKey, new byte[length]));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(33)]
    public void Wrap_OfAnImpossibleLength_IsAnError(int length)
    {
        using var wrappingKey = KeyBytes.Create();

        Assert.Throws<ArgumentException>(() => AesKeyWrap.Wrap(wrappingKey, new byte[length]));
    }
}
