using Compliance.Sealing;

namespace Compliance.Core.Tests.Sealing;

public class SealedKeyIdTests
{
    const string Recording = "0198f2a4-7c1e-7d3a-9b55-3f0a6c2e8d11";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public void TryParse_OfItsOwnText_GivesTheSameId(int generation)
    {
        var text = $"acme/{Recording}/{generation}";

        Assert.True(SealedKeyId.TryParse(text, out var id));
        Assert.Equal(text, id.ToString());
        Assert.Equal(generation, id.Generation);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("acme/" + Recording)]
    [InlineData("acme/" + Recording + "/")]
    [InlineData("acme/" + Recording + "/01")]
    [InlineData("acme/" + Recording + "/-1")]
    [InlineData("acme/" + Recording + "/+1")]
    [InlineData("acme/" + Recording + "/2147483648")]
    [InlineData("acme/" + Recording + "/1/1")]
    [InlineData("ACME/" + Recording + "/1")]
    [InlineData("acme/0198F2A4-7C1E-7D3A-9B55-3F0A6C2E8D11/1")]
    [InlineData("../" + Recording + "/1")]
    public void TryParse_OfAnythingElse_Refuses(string? text) => Assert.False(SealedKeyId.TryParse(text, out _));
}
