using Compliance.Access;
using Compliance.Functions.Access;
using Compliance.Tenancy;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Tests.Access;

public sealed class RefusalBudgetTests
{
    [Fact]
    public void TrySpend_NextMinute_SaysHowManyWereKeptOut()
    {
        var clock = new FakeTimeProvider(Clocks.Start);
        var budget = new RefusalBudget(Options.Create(new AccessOptions { AnonymousRefusalsPerMinute = 2 }), clock);
        var acme = TenantId.Parse("acme");

        Assert.Equal([true, true, false, false, false], Enumerable.Range(0, 5).Select(_ => budget.TrySpend(acme, out var kept)));
        Assert.True(budget.TrySpend(TenantId.Parse("globex"), out var others));
        clock.Advance(TimeSpan.FromMinutes(1));

        Assert.True(budget.TrySpend(acme, out var unwritten));
        Assert.Equal((3, 0), (unwritten, others));
        Assert.True(budget.TrySpend(acme, out unwritten));
        Assert.Equal(0, unwritten);
    }
}
