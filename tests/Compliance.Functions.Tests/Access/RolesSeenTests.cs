using Compliance.Access;
using Compliance.Functions.Access;
using Compliance.Tenancy;

namespace Compliance.Functions.Tests.Access;

public sealed class RolesSeenTests(AzuriteFixture azurite)
{
    static readonly TenantScope Scope = new(TenantId.Parse("acme"), TenantId.Parse("acme"));

    readonly FakeTimeProvider clock = new(Clocks.Start);
    readonly RecordedAudit audit = new();
    readonly string pseudonym = $"p-{Guid.NewGuid():N}";

    [Fact]
    public async Task Roles_are_noted_when_first_seen_and_when_they_change_whichever_host_sees_it()
    {
        await SeeAsync(Role.TenantAdmin);
        await SeeAsync(Role.TenantAdmin);
        await SeeAsync(Role.TenantAdmin, Role.LegalHolds);

        Assert.Equal(["added0=Tenant.Admin", "added0=Legal.Holds"], Noted());
        Assert.All(audit.Entries, x => Assert.Equal(("access.rolesChanged", pseudonym), (x.Event, x.Principal)));
    }

    [Fact]
    public async Task Tokens_that_are_used_by_turns_are_noted_once_a_day()
    {
        for (var i = 0; i < 3; i++)
        {
            await SeeAsync(Role.TenantAdmin);
            await SeeAsync(Role.AuditRead);
        }

        Assert.Equal(["added0=Tenant.Admin", "added0=Audit.Read removed0=Tenant.Admin"], Noted());
        clock.Advance(TimeSpan.FromDays(1));
        await SeeAsync(Role.AuditRead);
        await SeeAsync(Role.TenantAdmin);
        Assert.Equal("added0=Tenant.Admin removed0=Audit.Read", Noted()[^1]);
        Assert.Equal(3, audit.Entries.Count);
    }

    async Task SeeAsync(params Role[] roles)
    {
        var process = await azurite.Process;
        await process.Service("acme").GetBlobContainerClient(ContainerNames.Settings).CreateIfNotExistsAsync(
            cancellationToken: TestContext.Current.CancellationToken);
        var stores = new TenantStoreFactory(new EmulatedAccess(process), FixedIntegrityKey.Instance);

        // A host of its own each time, which remembers nothing.
        await new RolesSeen(stores, audit, clock).NoteAsync(
            Scope, pseudonym, roles.ToHashSet(), TestContext.Current.CancellationToken);
    }

    string[] Noted() => [.. audit.Entries.Select(x => string.Join(' ', x.Details!.Select(d => $"{d.Key}={d.Value}")))];
}
