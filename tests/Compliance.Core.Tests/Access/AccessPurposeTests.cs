using Compliance.Access;

namespace Compliance.Core.Tests.Access;

public sealed class AccessPurposeTests
{
    [Theory]
    [InlineData("quality", PurposeKind.Own, "quality")]
    [InlineData("Quality", PurposeKind.Own, "Quality")]
    [InlineData("request", PurposeKind.Own, "request")]
    [InlineData("request:0198c0de-1111-7222-8333-444455556666", PurposeKind.Request, "0198c0de-1111-7222-8333-444455556666")]
    [InlineData("hold:claim%20of%20March", PurposeKind.Hold, "claim of March")]
    [InlineData("restriction:claims", PurposeKind.Restriction, "claims")]
    [InlineData("consentCheck", PurposeKind.ConsentCheck, "")]
    public void Parse_StatedPurpose_TellsItsKind(string header, PurposeKind kind, string name)
    {
        Assert.True(AccessPurpose.Parse(header).IsSuccess(out var purpose, out _));
        Assert.Equal(new AccessPurpose(kind, name), purpose);
        Assert.DoesNotContain(header, purpose.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Parse_NoPurpose_NamesTheHeader(string? header)
    {
        Assert.False(AccessPurpose.Parse(header).IsSuccess(out _, out var failure));
        Assert.Equal("X-Purpose", Assert.Single(FailureAssert.Faults(failure)).Key);
    }
}
