using Compliance.Keys;
using Compliance.Sealing;

namespace Compliance.Core.Tests.Keys.Rotation;

public sealed class WrappedKeyEditorTests
{
    const string Two = """
        {"v":1,"keys":[{"generation":1,"kid":"a","alg":"RSA-OAEP-256","wrapped":"AQI="},{"generation":2,"kid":"b","alg":"RSA-OAEP-256",
        "wrapped":"Aw=="}],"minSequence":9,"callId":"x"}
        """;

    [Theory]
    [InlineData("""{"v":1,"kid":"a","alg":"RSA-OAEP-256","wrapped":"AQI=","minSequence":3}""", "a")]
    [InlineData(Two, "a b")]
    [InlineData("""{"v":1,"keys":[]}""", "")]
    public void TryParse_BothShapes_TellsTheirKeys(string json, string versions)
    {
        Assert.True(WrappedKeyEditor.TryParse(BinaryData.FromString(json), out var keys));
        Assert.Equal(versions, string.Join(' ', keys.Keys.Select(x => x.KeyId)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"v":"1","kid":"a","alg":"RSA-OAEP-256","wrapped":"AQI="}""")]
    [InlineData("""{"v":2,"kid":"a","alg":"RSA-OAEP-256","wrapped":"AQI="}""")]
    [InlineData("""{"v":1,"kid":"","alg":"RSA-OAEP-256","wrapped":"AQI="}""")]
    [InlineData("""{"v":1,"kid":"a","alg":"RSA1_5","wrapped":"AQI="}""")]
    [InlineData("""{"v":1,"kid":"a","alg":"RSA-OAEP-256","wrapped":""}""")]
    [InlineData("""{"v":1,"kid":"a","alg":"RSA-OAEP-256","wrapped":"not base64"}""")]
    [InlineData("""{"v":1,"kid":1,"alg":"RSA-OAEP-256","wrapped":"AQI="}""")]
    [InlineData("""{"v":1,"v":1,"kid":"a","alg":"RSA-OAEP-256","wrapped":"AQI="}""")]
    [InlineData("""{"v":1,"keys":[null]}""")]
    [InlineData("""{"v":1,"keys":["a"]}""")]
    [InlineData("""{"v":1,"keys":{}}""")]
    public void TryParse_AnythingElse_IsRefused(string json) => Assert.False(WrappedKeyEditor.TryParse(BinaryData.FromString(json), out _));

    [Fact]
    public void Replace_ChangesThatKeyAndNothingElse()
    {
        Assert.True(WrappedKeyEditor.TryParse(BinaryData.FromString(Two), out var keys));

        keys.Replace(1, new WrappedKey("c", new byte[] { 4 }));

        var expected = Two.Replace("\"b\"", "\"c\"", StringComparison.Ordinal).Replace("Aw==", "BA==", StringComparison.Ordinal);
        Assert.Equal(expected.ReplaceLineEndings(""), keys.ToJson().ToString());
    }
}
