using System.Security.Cryptography;
using Compliance.Keys;
using Compliance.Sealing;

namespace Compliance.Core.Tests.Keys;

public class KeyRecordTests
{
    const string Json = """{"v":1,"kid":"seal-00112233445566778899aabbccddeeff","alg":"RSA-OAEP-256","wrapped":"AQID"}""";

    [Fact]
    public void ToJson_WithoutASequence_IsTheWireShape()
    {
        var record = KeyRecord.Of(new WrappedKey("seal-00112233445566778899aabbccddeeff", new byte[] { 1, 2, 3 }));

        Assert.Equal(Json, record.ToJson().ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData(7L)]
    public void Parse_WhatToJsonWrote_IsTheRecord(long? minSequence)
    {
        var record = new KeyRecord("seal-x", new byte[] { 9, 8 }, minSequence);

        var read = KeyRecord.Parse(record.ToJson());

        Assert.Equal((record.KeyId, record.MinSequence), (read.KeyId, read.MinSequence));
        Assert.True(record.Wrapped.Span.SequenceEqual(read.Wrapped.Span));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"v":2,"kid":"k","alg":"RSA-OAEP-256","wrapped":"AQID"}""")]
    [InlineData("""{"v":1,"kid":"k","alg":"RSA1_5","wrapped":"AQID"}""")]
    [InlineData("""{"v":1,"kid":"","alg":"RSA-OAEP-256","wrapped":"AQID"}""")]
    [InlineData("""{"v":1,"kid":null,"alg":"RSA-OAEP-256","wrapped":"AQID"}""")]
    [InlineData("""{"v":1,"kid":"k","alg":"RSA-OAEP-256","wrapped":""}""")]
    [InlineData("""{"v":1,"kid":"k","alg":"RSA-OAEP-256","wrapped":"AQID","extra":1}""")]
    public void Parse_AnythingElse_IsACryptographicException(string json) =>
        Assert.Throws<CryptographicException>(() => KeyRecord.Parse(BinaryData.FromString(json)));

    [Theory]
    [InlineData("seal-00112233445566778899aabbccddeeff", true)]
    [InlineData("sign-00112233445566778899aabbccddeeff", true)]
    [InlineData("seal-00112233445566778899AABBCCDDEEFF", false)]
    [InlineData("seal-0011", false)]
    [InlineData("other-00112233445566778899aabbccddeeff", false)]
    [InlineData("seal-00112233445566778899aabbccddeeff\n", false)]
    [InlineData(null, false)]
    public void VaultKeyId_TryParse_TakesNameAndVersion(string? text, bool valid)
    {
        Assert.Equal(valid, VaultKeyId.TryParse(text, out var id));
        Assert.Equal(valid ? text : null, valid ? id.ToString() : null);
    }
}
