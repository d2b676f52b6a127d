using Compliance.Access;
using Compliance.Functions.Access;
using Compliance.Tenancy;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Tests.Access;

public sealed class RefusalBudgetTests
{
    readonly FakeTimeProvider clock = new(Clocks.Start);
    readonly RefusalBudget budget;

    public RefusalBudgetTests() => budget = new RefusalBudget(
        Options.Create(new AccessOptions { AnonymousRefusalsPerMinute = 2, RefusalsPerMinute = 1 }), clock);

    [Fact]
    public void TrySpend_OverTheLimit_IsCountedAndTakenOnce()
    {
        Assert.Equal([true, true, false, false, false], Enumerable.Range(0, 5).Select(_ => budget.TrySpend(Of("acme", null))));

        Assert.Equal([3], budget.Take().Select(x => x.Unwritten));
        Assert.Empty(budget.Take());
        Assert.False(budget.TrySpend(Of("acme", null)));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(budget.TrySpend(Of("acme", null)));
        Assert.Equal([1], budget.Take().Select(x => x.Unwritten));
    }

    [Fact]
    public void TrySpend_OtherPrincipalsAndTenants_HaveTheirOwn()
    {
        Refusal[] callers = [Of("acme", "one"), Of("acme", "two"), Of("acme", null), Of("globex", "one")];

        Assert.All(callers, x => Assert.True(budget.TrySpend(x)));
        Assert.Equal([false, false, true, false], callers.Select(budget.TrySpend));
        Assert.Equal(["one", "two", "one"], budget.Take().Select(x => x.Last.Principal!.Subject));
    }

    static Refusal Of(string tenant, string? subject)
    {
        var id = TenantId.Parse(tenant);
        var principal = subject is null ? null : new Principal(id, subject, Name: null, new HashSet<Role>(), QueueScope.None);
        return new Refusal(new TenantScope(id, id), principal, new Attempt("op", Rule: null, "GET /api", "functions/F", id), "role");
    }
}
