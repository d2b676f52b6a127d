using Compliance.Access;
using Compliance.Functions.Access;
using Compliance.Settings;
using Compliance.Tenancy;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Tests.Access;

public sealed class RoleDerivationTests(AzuriteFixture azurite)
{
    static readonly TenantScope Globex = new(TenantId.Parse("globex"), TenantId.Parse("globex"));
    static readonly Role[] HandlerOrApprover = [Role.PrivacyHandler, Role.PrivacyApprover];

    [Fact]
    public async Task DeriveAsync_OfficerByDefault_IsOnlyOfficer() =>
        Assert.Equal("PrivacyOfficer", await Derive(Role.PrivacyOfficer, new TenantSettings(), new AccessOptions()));

    [Fact]
    public async Task DeriveAsync_WhereSettingsAllow_IsThatRoleToo()
    {
        Assert.Equal("PrivacyHandler PrivacyOfficer", await Derive(
            Role.PrivacyOfficer, new TenantSettings { OfficerMayHandle = true }, new AccessOptions()));
        Assert.Equal("PrivacyApprover PrivacyOfficer", await Derive(
            Role.PrivacyOfficer, new TenantSettings { OfficerMayApprove = true }, new AccessOptions()));
    }

    [Fact]
    public async Task DeriveAsync_OnOneMachine_IsBoth() => Assert.Equal(
        "PrivacyHandler PrivacyApprover PrivacyOfficer",
        await Derive(Role.PrivacyOfficer, new TenantSettings(), new AccessOptions { OfficerActsForAll = true }));

    [Fact]
    public async Task DeriveAsync_AnybodyElse_IsLeftAsGranted() => Assert.Equal(
        "PrivacyIntake",
        await Derive(Role.PrivacyIntake, new TenantSettings { OfficerMayHandle = true, OfficerMayApprove = true }, new AccessOptions { OfficerActsForAll = true }));

    async Task<string> Derive(Role granted, TenantSettings settings, AccessOptions options)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var process = await azurite.Process;
        await process.Service("globex").GetBlobContainerClient(ContainerNames.Settings).CreateIfNotExistsAsync(
            cancellationToken: cancellationToken);
        var audit = new RecordedAudit();
        var store = new TenantSettingsStore(
            new TenantStoreFactory(new EmulatedAccess(process), FixedIntegrityKey.Instance),
            new SettingsProposals(audit, TimeProvider.System),
            audit,
            TimeProvider.System);
        var any = new HashSet<string>(StringComparer.Ordinal) { "*" };
        var replaced = await store.ReplaceAsync(Globex, settings, any, "p-0123456789abcdef0123456789abcdef", cancellationToken);
        Assert.True(replaced.IsSuccess(out var result, out _));
        if (result.Proposal is { } proposal)
        {
            var confirmed = await store.ConfirmAsync(
                Globex, proposal.ChangeId, "p-fedcba9876543210fedcba9876543210", cancellationToken);
            Assert.Null(confirmed.Failure);
        }

        var roles = await new RoleDerivation(store, Options.Create(options))
            .DeriveAsync(Globex, new HashSet<Role> { granted }, HandlerOrApprover, cancellationToken);
        return string.Join(' ', roles.Order());
    }
}
