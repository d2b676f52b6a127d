namespace Compliance.Local.Durable;

/// <summary>What the engine does by the clock: leases, timers, and what other processes wrote.</summary>
public sealed partial class DurableEngine
{
    const int MostDueAtOnce = 1000;

    DateTimeOffset nextRenewal;

    async Task LoopAsync()
    {
        using var reader = store.OpenReader();
        long? seen = null;
        while (!stopped)
        {
            var wait = options.PollInterval;
            try
            {
                if (time.GetUtcNow() >= nextRenewal)
                {
                    await RenewAsync();
                }

                (seen, wait) = Look(reader, seen);
            }
            catch (Exception exception) when (!stopped)
            {
                // The database is busy or damaged: leases and timers must go on being tried.
                logger.PollFailed(exception);
                seen = null;
            }
            catch (ObjectDisposedException)
            {
                // The store was closed while the engine was stopping.
                return;
            }

            await nudge.WaitAsync(wait, CancellationToken.None);
        }
    }

    (long Seen, TimeSpan Wait) Look(StoreReader reader, long? seen)
    {
        var now = time.GetUtcNow();
        var version = reader.DataVersion();
        if (version != seen)
        {
            reader.WithEvents(me.Id).ForEach(Wake);
            if (reader.HasOrphans())
            {
                nextRenewal = now;
            }
        }

        reader.Due(me.Id, now, MostDueAtOnce).ForEach(Wake);
        var soon = reader.NextDue(me.Id) - now;
        return (version, soon > TimeSpan.Zero && soon < options.PollInterval ? soon.Value : options.PollInterval);
    }

    async Task RenewAsync()
    {
        LeaseChange renewal = new(me, join: false, time.GetUtcNow(), options.Lease);
        await store.CommitAsync(renewal);
        if (!renewal.Holds)
        {
            logger.LeaseLost(me.Id);
            me = Worker.ThisProcess();
            lock (gate)
            {
                actors.Clear();
                foreach (var actor in idle)
                {
                    actor.Idle = null;
                }

                idle.Clear();
            }

            await JoinAsync();
            return;
        }

        Accept(renewal);
    }

    async Task JoinAsync()
    {
        LeaseChange join = new(me, join: true, time.GetUtcNow(), options.Lease);
        await store.CommitAsync(join);
        store.Owner = me.Id;
        Accept(join);
    }

    void Accept(LeaseChange lease)
    {
        nextRenewal = time.GetUtcNow() + (options.Lease / 3);
        if (lease.Taken.Count > 0)
        {
            logger.TookOver(lease.Taken.Count);
            foreach (var id in lease.Taken)
            {
                Wake(id);
            }
        }
    }
}
