using Compliance.Sealing;

namespace Compliance.Core.Tests.Sealing;

public class EncryptionDataTests
{
    const string Written =
        """{"EncryptionMode":"FullBlob","WrappedContentKey":{"KeyId":"k","EncryptedKey":"AQID","Algorithm":"A256KW"}"""
        + ""","EncryptionAgent":{"Protocol":"2.0","EncryptionAlgorithm":"AES_GCM_256"}"""
        + ""","EncryptedRegionInfo":{"DataLength":4194304,"NonceLength":12}"""
        + ""","KeyWrappingMetadata":{"EncryptionLibrary":"ServerlessCompliance"}}""";

    [Fact]
    public void ToJson_HasTheSdksFieldsInItsOrder() =>
        Assert.Equal(Written, new EncryptionData("k", [1, 2, 3], EncryptionData.KeyWrap, "2.0", RegionLayout.Standard).ToJson());

    [Fact]
    public void Parse_OfWhatWasWritten_GivesItBack()
    {
        var data = EncryptionData.Parse(Written);

        Assert.Equal(Written, data.ToJson());
    }

    [Theory]
    [InlineData("\"FullBlob\"", "\"Partial\"")]
    [InlineData("\"2.0\"", "\"1.0\"")]
    [InlineData("\"2.0\"", "\"3.0\"")]
    [InlineData("\"2.0\"", "2.0")]
    [InlineData("AES_GCM_256", "AES_CBC_256")]
    [InlineData("4194304", "4194303")]
    [InlineData("4194304", "-1")]
    [InlineData("4194304", "99999999999")]
    [InlineData(":12", ":16")]
    [InlineData("\"AQID\"", "\"?\"")]
    [InlineData("\"AQID\"", "null")]
    [InlineData("\"k\"", "null")]
    [InlineData("\"KeyId\":\"k\"", "\"KeyId\":\"k\",\"KeyId\":\"l\"")]
    [InlineData("\"Algorithm\"", "\"algorithm\"")]
    [InlineData("}}", "}")]
    [InlineData("{\"EncryptionMode\"", "[{\"EncryptionMode\"")]
    public void Parse_OfAnythingElse_IsRefusedAsMetadata(string part, string instead)
    {
        var refused = Assert.Throws<SealedContentException>(
            () => EncryptionData.Parse(Written.Replace(part, instead, StringComparison.Ordinal)));

        Assert.Equal(SealedContentStage.Metadata, refused.Stage);
    }

    [Theory]
    [InlineData(65535, false)]
    [InlineData(65536, true)]
    [InlineData(16777216, true)]
    [InlineData(16777217, false)]
    public void Parse_OfVersion21_AcceptsRegionsWithinBounds(int regionLength, bool accepted)
    {
        var text = Written.Replace("2.0", "2.1", StringComparison.Ordinal).Replace("4194304", $"{regionLength}", StringComparison.Ordinal);

        if (accepted)
        {
            Assert.Equal(regionLength, EncryptionData.Parse(text).Layout.DataLength);
        }
        else
        {
            Assert.Throws<SealedContentException>(() => EncryptionData.Parse(text));
        }
    }

    [Fact]
    public void Parse_OfNothing_IsRefusedAsMetadata() =>
        Assert.Equal(SealedContentStage.Metadata, Assert.Throws<SealedContentException>(() => EncryptionData.Parse(null)).Stage);
}
