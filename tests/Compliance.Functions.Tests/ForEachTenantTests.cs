using Compliance.Tenancy;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Tests;

public sealed class ForEachTenantTests(AzuriteFixture azurite)
{
    readonly List<string> done = [];

    [Fact]
    public async Task RunAsync_OneThatFails_KeepsNoOtherWaitingAndIsNamedByTypeOnly()
    {
        var failed = new List<string>();
        var tenants = await TenantsAsync();

        await tenants.RunAsync(ActAsync, (tenant, fault) => failed.Add($"{tenant} {fault}"));

        Assert.Equal(["globex"], done);
        Assert.Equal(["acme System.InvalidOperationException"], failed);
    }

    [Fact]
    public async Task RunAsync_NobodyLogs_FailsWhenAllHadTheirTurn()
    {
        var tenants = await TenantsAsync();

        var failure = await Assert.ThrowsAsync<AggregateException>(() => tenants.RunAsync(ActAsync));

        Assert.IsType<InvalidOperationException>(Assert.Single(failure.InnerExceptions));
        Assert.Equal(["globex"], done);
    }

    [Fact]
    public async Task RunAsync_HostStops_StopsAtOnce()
    {
        var tenants = await TenantsAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(
            () => tenants.RunAsync(_ => throw new OperationCanceledException(), (_, _) => Assert.Fail("It is no failure.")));
    }

    Task ActAsync(TenantStore store)
    {
        if (store.Tenant.ToString() == "acme")
        {
            throw new InvalidOperationException("a name that nobody may read");
        }

        Assert.Equal(store.Scope.Identity, store.Scope.Resource);
        done.Add(store.Tenant.ToString());
        return Task.CompletedTask;
    }

    async Task<ForEachTenant> TenantsAsync()
    {
        var served = new TenancyOptions();
        foreach (var name in (string[])["acme", "globex"])
        {
            served.Tenants[name] = new TenantRegistration();
        }

        return new ForEachTenant(new TenantStoreFactory(new EmulatedAccess(await azurite.Process), FixedIntegrityKey.Instance), Options.Create(served));
    }
}
