using Compliance.Access;
using Compliance.Tenancy;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Access;

/// <summary>A refused attempt, to be written to the log of <paramref name="Scope"/>.</summary>
/// <param name="Principal">Null for a caller without a valid token.</param>
public sealed record Refusal(TenantScope Scope, Principal? Principal, Attempt Attempt, string Reason);

/// <summary>
/// Limits how many refusals per minute of one principal, or of all anonymous callers of a tenant, are written to a tenant's write-once log;
/// the rest are counted.
/// </summary>
public sealed class RefusalBudget(IOptions<AccessOptions> options, TimeProvider clock)
{
    readonly Lock gate = new();
    readonly Dictionary<(TenantId Tenant, string? Subject), Minute> minutes = [];

    /// <summary>True if the refusal is to be written; otherwise it is counted.</summary>
    public bool TrySpend(Refusal refusal)
    {
        var (now, key) = (Now(), (refusal.Scope.Resource, refusal.Principal?.Subject));
        var limit = refusal.Principal is null ? options.Value.AnonymousRefusalsPerMinute : options.Value.RefusalsPerMinute;
        lock (gate)
        {
            var last = minutes.GetValueOrDefault(key);
            var spent = last?.Of == now ? last.Spent : 0;
            var granted = spent < limit;
            minutes[key] = new Minute(now, granted ? spent + 1 : spent, granted ? last?.Unwritten ?? 0 : last!.Unwritten + 1, refusal);
            return granted;
        }
    }

    /// <summary>Takes what was only counted since the last call: for each principal its last attempt, and how many there were.</summary>
    public IReadOnlyList<(Refusal Last, int Unwritten)> Take()
    {
        lock (gate)
        {
            var now = Now();
            var taken = minutes.Values.Where(x => x.Unwritten > 0).Select(x => (x.Last, x.Unwritten)).ToList();
            foreach (var (key, minute) in minutes)
            {
                if (minute.Of < now)
                {
                    minutes.Remove(key);
                }
                else
                {
                    minutes[key] = minute with { Unwritten = 0 };
                }
            }

            return taken;
        }
    }

    long Now() => clock.GetUtcNow().ToUnixTimeSeconds() / 60;

    /// <param name="Of">Minutes since 1970.</param>
    sealed record Minute(long Of, int Spent, int Unwritten, Refusal Last);
}
