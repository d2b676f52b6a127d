namespace Compliance.Local.Durable;

/// <summary>Which instances are in memory.</summary>
public sealed partial class DurableEngine
{
    static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>Under the lock: the actor has nothing to do; the longest idle ones leave memory.</summary>
    void Rest(InstanceActor actor)
    {
        actor.Active = false;
        if (actor.InFlight.Count > 0 || !actors.TryGetValue(actor.Id, out var present) || present != actor)
        {
            return;
        }

        actor.Idle = idle.AddLast(actor);
        while (idle.Count > options.LiveInstances)
        {
            var oldest = idle.First!.Value;
            idle.RemoveFirst();
            oldest.Idle = null;
            actors.Remove(oldest.Id);
        }
    }

    void Restart(InstanceActor actor)
    {
        lock (gate)
        {
            actor.Session = null;
            actor.InFlight.Clear();
            actor.Taken = [];
            actor.Dirty = true;
        }
    }

    /// <summary>The instance has finished or is not this engine's; if something came meanwhile, it is looked at afresh.</summary>
    void Forget(InstanceActor actor)
    {
        bool again;
        lock (gate)
        {
            actor.Active = false;
            again = actor.Dirty;
            if (actors.TryGetValue(actor.Id, out var present) && present == actor)
            {
                actors.Remove(actor.Id);
            }
        }

        if (again)
        {
            Wake(actor.Id);
        }
    }

    void GiveBack(InstanceActor actor, Exception exception)
    {
        lock (gate)
        {
            actor.Session = null;
            actor.Results.InsertRange(0, actor.Taken);
            actor.Taken = [];
            actor.Active = false;
            if (stopped)
            {
                return;
            }
        }

        logger.TurnFailed(actor.Id, exception);
        _ = WakeLaterAsync(actor.Id);
    }

    async Task WakeLaterAsync(string id)
    {
        await Task.Delay(RetryAfter, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Wake(id);
    }
}
