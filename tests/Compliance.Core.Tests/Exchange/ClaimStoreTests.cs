using Compliance.Core.Tests.Recordings.State;
using Compliance.Exchange;

namespace Compliance.Core.Tests.Exchange;

public sealed class ClaimStoreTests(AzuriteFixture azurite)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_claim_is_fetched_once_also_by_many_at_once_and_is_not_made_again()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var claims = bench.Get<ClaimStore>();
        var (id, claim) = (ClaimStore.NewId(), new Claim(ClaimKind.Call, "token", bench.Clock.GetUtcNow().AddMinutes(10)));
        await claims.PutAsync(bench.Store, id, claim, Cancellation);

        var open = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => claims.FindAsync(bench.Store, id, Cancellation)));
        var taken = await Task.WhenAll(open.Select(x => claims.TrySpendAsync(bench.Store, x!, Cancellation)));
        await claims.PutAsync(bench.Store, id, claim, Cancellation);

        Assert.Single(taken, x => x);
        Assert.Null(await claims.FindAsync(bench.Store, id, Cancellation));
    }

    [Fact]
    public async Task What_expired_is_not_found_and_is_swept_and_nothing_else_is()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var claims = bench.Get<ClaimStore>();
        var (brief, lasting) = (ClaimStore.NewId(), ClaimStore.NewId());
        var now = bench.Clock.GetUtcNow();
        await claims.PutAsync(bench.Store, brief, new Claim(ClaimKind.Call, "a", now.AddMinutes(10)), Cancellation);
        await claims.PutAsync(bench.Store, lasting, new Claim(ClaimKind.Recipient, "b", now.AddDays(7)), Cancellation);

        bench.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Null(await claims.FindAsync(bench.Store, brief, Cancellation));
        await claims.SweepAsync(bench.Store, Cancellation);

        Assert.Equal([$"claims/{lasting}"], await RecordingBench.NamesAsync(bench.Store.State, "claims/"));
        Assert.Equal("b", (await claims.FindAsync(bench.Store, lasting, Cancellation))!.Claim.Of);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../settings/current")]
    [InlineData("ABCDEFABCDEFABCDEFABCDEFABCDEFAB")]
    public async Task What_is_no_claim_s_id_is_not_looked_for(string id)
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);

        Assert.Null(await bench.Get<ClaimStore>().FindAsync(bench.Store, id, Cancellation));
    }
}
