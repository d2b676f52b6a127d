using System.Text;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Core.Tests.SubjectRequests.Erasure;
using Compliance.Identities;
using Compliance.Matters;
using Compliance.Model;
using Compliance.Recordings;

namespace Compliance.Core.Tests.Attacks;

/// <summary>Whoever can write the data account cannot have a hold released.</summary>
public sealed class HoldMatterAttackTests(AzuriteFixture azurite)
{
    const string Name = "claim of March";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_matter_that_was_put_back_releases_nothing_and_is_found()
    {
        await using var tenant = await AttackedTenant.CreateAsync(azurite);
        var recording = await tenant.SealAsync();
        var name = await PlaceAsync(tenant, recording);
        Assert.Null((await tenant.Host.Get<HoldMatters>().ReleaseAsync(tenant.Store, RecordingBench.Actor, name, Cancellation)).Failure);
        var releasing = await KeptAsync(tenant, name);
        await WorkAsync(tenant);
        Assert.Empty(await HoldsAsync(tenant, recording));
        await PlaceAsync(tenant, recording);

        await releasing.PutBackAsync();
        await WorkAsync(tenant);

        Assert.Single(await HoldsAsync(tenant, recording));
        Assert.Contains(await tenant.CheckAsync(), x => x.Where == $"state: recordings/{recording}");
    }

    [Fact]
    public async Task A_narrower_order_that_was_put_back_releases_nothing()
    {
        await using var tenant = await AttackedTenant.CreateAsync(azurite);
        var (first, second) = (await tenant.SealAsync(), await tenant.SealAsync());
        var name = await PlaceAsync(tenant, work: false, first);
        var narrow = await KeptAsync(tenant, name);
        await WorkAsync(tenant);
        await PlaceAsync(tenant, first, second);

        await narrow.PutBackAsync();
        await WorkAsync(tenant);

        Assert.Single(await HoldsAsync(tenant, first));
        Assert.Single(await HoldsAsync(tenant, second));
        Assert.Contains(await tenant.CheckAsync(), x => x.Where == $"requests: matters/{name.Digest}");
    }

    [Fact]
    public async Task A_forged_or_deleted_matter_leaves_its_holds_and_is_named()
    {
        await using var tenant = await AttackedTenant.CreateAsync(azurite);
        var recording = await tenant.SealAsync();
        var name = await PlaceAsync(tenant, recording);
        var forged = (await tenant.Host.Get<HoldMatterStore>().FindAsync(tenant.Store, name, Cancellation))!.Value with
        {
            State = HoldMatterState.Releasing, Revision = 9, Progress = HoldMatterProgress.Begin,
        };
        await Attacker.ForgeAsync(
            tenant.Store.Requests, $"matters/{name.Digest}", forged, new Dictionary<string, string>(StringComparer.Ordinal) { ["work"] = "yes" });

        await WorkAsync(tenant);

        Assert.Single(await HoldsAsync(tenant, recording));
        Assert.Contains($"requests/matters/{name.Digest}", tenant.Rejected);
        await Attacker.DeleteAsync(tenant.Store.Requests, $"matters/{name.Digest}");
        Assert.Contains(await tenant.CheckAsync(), x => x.Where == $"state: recordings/{recording}");
    }

    [Fact]
    public async Task An_older_list_of_what_reaches_calls_to_come_is_found()
    {
        await using var tenant = await AttackedTenant.CreateAsync(azurite);
        var name = await PlaceAsync(tenant, future: true);
        Assert.Single(await HoldsAsync(tenant, await tenant.SealAsync()));
        await Attacker.DeleteAsync(tenant.Store.Requests, "matters-standing");

        Assert.Contains(await tenant.CheckAsync(), x => x.Where == "requests: matters-standing" && x.What.Contains(name.Digest, StringComparison.Ordinal));
    }

    static Task<MatterName> PlaceAsync(AttackedTenant tenant, params RecordingId[] recordings) => PlaceAsync(tenant, work: true, recordings);

    static Task<MatterName> PlaceAsync(AttackedTenant tenant, bool work, params RecordingId[] recordings) =>
        PlaceAsync(tenant, $$"""{"reason":"a claim","recordings":[{{string.Join(',', recordings.Select(x => $"\"{x}\""))}}]}""", work);

    static Task<MatterName> PlaceAsync(AttackedTenant tenant, bool future) => PlaceAsync(
        tenant,
        $$"""{"reason":"a claim","persons":[{"identities":[{"type":"accountId","value":"{{ErasureBench.Account}}"}]}],"future":{{(future ? "true" : "false")}}}""",
        work: true);

    static async Task<MatterName> PlaceAsync(AttackedTenant tenant, string body, bool work)
    {
        Assert.True(MatterName.Parse(Name).IsSuccess(out var name, out _));
        var normalizer = new IdentityNormalizer(tenant.Host.Settings.Country);
        Assert.True(
            HoldMatterForm.Parse(Encoding.UTF8.GetBytes(body), name, normalizer, tenant.Host.Clock.GetUtcNow()).IsSuccess(out var form, out var failure),
            $"{failure}");
        var placed = await tenant.Host.Get<HoldMatters>().PutAsync(tenant.Store, RecordingBench.Actor, name, form, normalizer, Cancellation);
        Assert.Null(placed.Failure);
        await (work ? WorkAsync(tenant) : Task.CompletedTask);
        return name;
    }

    static async Task WorkAsync(AttackedTenant tenant)
    {
        var steps = 0;
        while (await tenant.Host.Get<HoldMatterWork>().TurnAsync(tenant.Store, RecordingBench.Actor, Cancellation))
        {
            Assert.True(++steps < 50, "The work does not end.");
        }
    }

    static Task<Kept> KeptAsync(AttackedTenant tenant, MatterName name) => Kept.OfAsync(tenant.Store.Requests, $"matters/{name.Digest}");

    static async Task<IReadOnlyList<HoldState>> HoldsAsync(AttackedTenant tenant, RecordingId id) => (await tenant.Host.DocumentAsync(id)).Holds;
}
