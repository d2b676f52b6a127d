using Compliance.Access;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.Access;

public sealed class AccessPurposeTests
{
    [Theory]
    [InlineData("quality")]
    [InlineData("complaint")]
    [InlineData("training")]
    [InlineData("evidence")]
    [InlineData("request:0198c0de-1111-7222-8333-444455556666")]
    public void Parse_KnownPurpose_ReadsAndPrintsItself(string header)
    {
        Assert.True(AccessPurpose.Parse(header).IsSuccess(out var purpose, out _));
        Assert.Equal(header, purpose.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Quality")]
    [InlineData("quality,training")]
    [InlineData("request")]
    [InlineData("request:")]
    [InlineData("request:07700900000")]
    public void Parse_AnythingElse_NamesTheHeaderAndNotTheValue(string? header)
    {
        Assert.False(AccessPurpose.Parse(header).IsSuccess(out _, out var failure));
        var error = Assert.Single(FailureAssert.Faults(failure));
        Assert.Equal("X-Purpose", error.Key);
        Assert.DoesNotContain("07700", Assert.Single(error.Value), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Role.RecordingsRead, null, false)]
    [InlineData(Role.RecordingsRead, "quality", true)]
    [InlineData(Role.PrivacyHandler, null, true)]
    [InlineData(Role.PrivacyHandler, "nonsense", false)]
    public void Of_OnlyPrivacyRolesMayNameNone(Role role, string? header, bool accepted)
    {
        var caller = new Caller(TenantId.Parse("acme"), "s", null, "p", new HashSet<Role> { role }, QueueScope.None);

        Assert.Equal(accepted, AccessPurpose.Of(caller, header).Failure is null);
    }
}
