namespace Compliance.Local.Durable;

/// <summary>How instances take their turns.</summary>
public sealed partial class DurableEngine
{
    async Task TakeTurnsAsync(InstanceActor actor)
    {
        await turns.WaitAsync(CancellationToken.None);
        try
        {
            while (await TakeTurnAsync(actor))
            {
            }
        }
        catch (Exception exception)
        {
            // The database refused, or a bug: the instance is rebuilt from what is on disk, a little later.
            GiveBack(actor, exception);
        }
        finally
        {
            turns.Release();
        }
    }

    /// <returns>Whether there may be another turn to take at once.</returns>
    async Task<bool> TakeTurnAsync(InstanceActor actor)
    {
        var now = time.GetUtcNow();
        bool look;
        lock (gate)
        {
            var due = actor.Session?.NextDue <= now.UtcDateTime;
            if (stopped || (actor is { Session: { IsDoomed: false }, Dirty: false, Results: [] } && !due))
            {
                Rest(actor);
                return false;
            }

            (look, actor.Dirty) = (actor.Dirty, false);
            (actor.Taken, actor.Results) = (actor.Results, []);
        }

        if (actor.Session is null)
        {
            if (!Load(actor))
            {
                Forget(actor);
                return false;
            }

            look = true;
        }

        var session = actor.Session!;
        if (look && store.Read(reader => reader.Execution(actor.Id)) != session.Instance.Execution)
        {
            // Purged or started over by a client: what is in memory has nothing to do with what is there now.
            Restart(actor);
            return true;
        }

        var (events, last) = look ? store.Read(reader => reader.Inbox(actor.Id)) : ([], 0);
        if (session.Turns == 0 && session.Instance.NextDue > now && !events.Exists(entry => entry.Kind == EventKind.Terminated))
        {
            // Scheduled for later: what arrives meanwhile stays in the inbox.
            (events, last) = ([], 0);
        }

        var happened = Happened(session, actor, events, now);
        if (happened.Count == 0 && !session.IsDoomed)
        {
            return true;
        }

        var turn = session.Turns;
        var outcome = session.Take(now.UtcDateTime, happened);
        TurnChange change = new(session.Instance, actor.Owner, turn, outcome, last, now);
        await store.CommitAsync(change);
        if (!change.Accepted)
        {
            Forget(actor);
            return false;
        }

        return Follow(actor, session, outcome);
    }

    static List<HistoryEvent> Happened(
        OrchestrationSession session, InstanceActor actor, List<HistoryEvent> events, DateTimeOffset now)
    {
        List<HistoryEvent> happened = [];
        if (session.Turns == 0)
        {
            var early = session.Instance.NextDue > now;
            if (early && events.Count == 0)
            {
                return happened;
            }

            if (!early)
            {
                happened.Add(new(EventKind.Started));
            }
        }

        happened.AddRange(actor.Taken.Where(taken => taken.Execution == session.Instance.Execution).Select(taken => taken.Result));
        happened.AddRange(events);
        happened.AddRange(session.DueTimers(now.UtcDateTime));
        return happened;
    }

    bool Load(InstanceActor actor)
    {
        actor.Owner = me.Id;
        if (store.Read(reader => reader.Load(actor.Id, actor.Owner)) is not { } loaded)
        {
            return false;
        }

        functions.TryGetOrchestrator(loaded.Instance.Name, out var function);
        OrchestrationSession session = new(loaded.Instance, function, Converter, loggers, () => Wake(actor.Id));
        session.Replay(loaded.Turns);
        actor.Session = session;
        if (!session.IsDoomed)
        {
            Run(actor, session, session.OpenActivities.ToList());
        }

        return true;
    }

    bool Follow(InstanceActor actor, OrchestrationSession session, TurnOutcome outcome)
    {
        lock (gate)
        {
            foreach (var (execution, result) in actor.Taken)
            {
                if (execution == session.Instance.Execution)
                {
                    actor.InFlight.Remove(result.Id);
                }
            }

            actor.Taken = [];
        }

        if (outcome.IsFinished)
        {
            if (outcome.Failure is { } failure)
            {
                logger.OrchestrationFailed(session.Instance.Name, session.Instance.Id, failure.Type);
            }

            Forget(actor);
            return false;
        }

        if (outcome.Continuation is not null)
        {
            actor.Session = null;
            return true;
        }

        Run(actor, session, outcome.Recorded.Where(entry => entry.Kind == EventKind.TaskScheduled).ToList());
        if (outcome.NextDue < time.GetUtcNow().UtcDateTime + options.PollInterval)
        {
            Nudge();
        }

        if (options.ReplayEveryTurn)
        {
            lock (gate)
            {
                actor.Session = null;
                actor.Dirty |= outcome.NextDue <= time.GetUtcNow().UtcDateTime;
                if (actor is { Dirty: false, Results: [] })
                {
                    Rest(actor);
                    return false;
                }
            }
        }

        return true;
    }

    void Run(InstanceActor actor, OrchestrationSession session, List<HistoryEvent> scheduled)
    {
        foreach (var task in scheduled)
        {
            lock (gate)
            {
                if (stopped || !actor.InFlight.Add(task.Id))
                {
                    continue;
                }
            }

            activities.Enqueue(new(actor.Id, session.Instance.Execution, task.Id, task.Name!, task.Data));
        }
    }
}
