using Compliance.Sealing;

namespace Compliance.Core.Tests.Sealing;

public sealed class SealedTextTests
{
    [Fact]
    public void Open_OnlyUnderTheSameKeyAndContext()
    {
        using var key = KeyBytes.Create();
        using var other = KeyBytes.Create();
        var text = SealedText.Seal("call-1", key, "a");

        Assert.Equal("call-1", SealedText.Open(text, key, "a"));
        Assert.Null(SealedText.Open(text, key, "b"));
        Assert.Null(SealedText.Open(text, other, "a"));
        Assert.NotEqual(text, SealedText.Seal("call-1", key, "a"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("not base64 url!")]
    public void Open_WhatIsNoSealedText_IsNothing(string text)
    {
        using var key = KeyBytes.Create();

        Assert.Null(SealedText.Open(text, key, "a"));
    }
}
