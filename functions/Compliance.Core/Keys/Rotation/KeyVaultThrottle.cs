using System.Collections.Concurrent;
using Compliance.Tenancy;
using Microsoft.Extensions.Options;

namespace Compliance.Keys;

/// <summary>Limits a rotation to its share of each tenant's vault: calls are released at even intervals, without bursts.</summary>
public sealed class KeyVaultThrottle(IOptions<KeyRotationOptions> options, TimeProvider clock)
{
    readonly ConcurrentDictionary<TenantId, Lane> lanes = new();

    /// <summary>Returns when the next vault call may be made.</summary>
    public Task WaitAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var wait = LaneOf(tenant).Take(Interval, 1, clock);
        return wait > TimeSpan.Zero ? Task.Delay(wait, clock, cancellationToken) : Task.CompletedTask;
    }

    /// <summary>Counts calls that are made without waiting; later calls wait longer for it.</summary>
    public void Charge(TenantId tenant, int calls) => LaneOf(tenant).Take(Interval, calls, clock);

    TimeSpan Interval => TimeSpan.FromSeconds(1 / options.Value.PerSecond);

    Lane LaneOf(TenantId tenant) => lanes.GetOrAdd(tenant, _ => new Lane());

    sealed class Lane
    {
        readonly Lock gate = new();
        TimeSpan? next;
        long origin;

        /// <returns>How long the caller waits for its first call.</returns>
        public TimeSpan Take(TimeSpan interval, int calls, TimeProvider clock)
        {
            lock (gate)
            {
                origin = next is null ? clock.GetTimestamp() : origin;
                var now = clock.GetElapsedTime(origin);
                var slot = next > now ? next.Value : now;
                next = slot + (interval * calls);
                return slot - now;
            }
        }
    }
}
