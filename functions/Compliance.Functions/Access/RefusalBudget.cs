using System.Collections.Concurrent;
using Compliance.Access;
using Compliance.Tenancy;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Access;

/// <summary>
/// Limits how many refusals of anonymous callers per minute are written to a tenant's write-once log; the rest are only counted.
/// </summary>
public sealed class RefusalBudget(IOptions<AccessOptions> options, TimeProvider clock)
{
    readonly ConcurrentDictionary<TenantId, Minute> minutes = new();

    /// <param name="unwritten">The number not written since the last one that was.</param>
    public bool TrySpend(TenantId tenant, out int unwritten)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds() / 60;
        return minutes.GetOrAdd(tenant, static _ => new Minute()).TrySpend(now, options.Value.AnonymousRefusalsPerMinute, out unwritten);
    }

    sealed class Minute
    {
        readonly Lock gate = new();
        long minute;
        int spent;
        int kept;

        public bool TrySpend(long now, int limit, out int unwritten)
        {
            lock (gate)
            {
                (minute, spent) = now == minute ? (minute, spent) : (now, 0);
                var granted = spent < limit;
                unwritten = granted ? kept : 0;
                kept = granted ? 0 : kept + 1;
                spent += granted ? 1 : 0;
                return granted;
            }
        }
    }
}
