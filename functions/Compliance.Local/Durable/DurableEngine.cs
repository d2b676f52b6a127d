using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Compliance.Local.Durable;

/// <summary>
/// Runs orchestrations from a SQLite file: event-sourced, replayed, safe to kill at any moment and to run beside others on the same file.
/// An instance belongs to one engine at a time; every commit of a turn checks that it still does.
/// </summary>
public sealed partial class DurableEngine : IHostedService, IAsyncDisposable
{
    readonly DurableStore store;
    readonly IDurableFunctions functions;
    readonly DurableEngineOptions options;
    readonly TimeProvider time;
    readonly ILoggerFactory loggers;
    readonly ILogger logger;
    readonly ActivityRunner activities;
    readonly SemaphoreSlim turns;
    readonly SemaphoreSlim nudge = new(0, 1);
    readonly CancellationTokenSource stopping = new();
    readonly Lock gate = new();
    readonly Dictionary<string, InstanceActor> actors = [];
    readonly LinkedList<InstanceActor> idle = new();
    readonly CancellationToken stop;
    Worker me = Worker.ThisProcess();
    Task loop = Task.CompletedTask;
    volatile bool stopped = true;

    internal DurableEngine(
        DurableStore store, IDurableFunctions functions, IOptions<DurableEngineOptions> options, TimeProvider time, ILoggerFactory loggers)
    {
        this.store = store;
        this.functions = functions;
        this.options = options.Value;
        this.time = time;
        this.loggers = loggers;
        logger = loggers.CreateLogger<DurableEngine>();
        turns = new(this.options.MaxConcurrentTurns);
        stop = stopping.Token;
        activities = new(functions, Converter, this.options.MaxConcurrentActivities, logger, Deliver, stop);
    }

    /// <summary>As the Functions worker serializes: names as they are, read without regard to case.</summary>
    public static DataConverter Converter { get; } =
        new JsonDataConverter(new JsonSerializerOptions { PropertyNameCaseInsensitive = true });

    /// <summary>Instances in memory now.</summary>
    internal int InMemory
    {
        get
        {
            lock (gate)
            {
                return actors.Count;
            }
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        stopped = false;
        store.Touched += OnTouched;
        await JoinAsync();
        logger.Started(me.Id, Path.GetFileName(options.Database));
        loop = Task.Run(LoopAsync, CancellationToken.None);
    }

    /// <summary>Lets turns that are being committed end, cancels activities, and gives the instances back for others to take at once.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!await EndAsync())
        {
            return;
        }

        for (var left = options.MaxConcurrentTurns; left > 0; left--)
        {
            await turns.WaitAsync(cancellationToken);
        }

        // Others may run a cancelled activity again as soon as this worker has left, so it leaves when they have ended.
        while (!activities.IsIdle && !cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), CancellationToken.None);
        }

        store.Owner = null;
        await store.CommitAsync(new LeaveChange(me.Id));
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        stopping.Dispose();
    }

    /// <summary>Stops as a killed process does: nothing more is committed, nothing given back.</summary>
    internal async Task AbandonAsync()
    {
        store.Dispose();
        await EndAsync();
    }

    async Task<bool> EndAsync()
    {
        lock (gate)
        {
            if (stopped)
            {
                return false;
            }

            stopped = true;
        }

        store.Touched -= OnTouched;
        await stopping.CancelAsync();
        Nudge();
        await loop;
        return true;
    }

    void OnTouched(object? sender, InstanceEventArgs touched) => Wake(touched.Id);

    /// <summary>Has the instance look at its inbox and its timers, if it is this engine's.</summary>
    void Wake(string id)
    {
        InstanceActor? actor;
        lock (gate)
        {
            if (stopped)
            {
                return;
            }

            if (!actors.TryGetValue(id, out actor))
            {
                actors[id] = actor = new(id);
            }

            actor.Dirty = true;
            if (!Activate(actor))
            {
                return;
            }
        }

        ThreadPool.UnsafeQueueUserWorkItem(static item => _ = item.Engine.TakeTurnsAsync(item.Actor), (Engine: this, Actor: actor), preferLocal: false);
    }

    /// <summary>Brings an activity's result to the instance that asked for it, on the thread that ran the activity.</summary>
    void Deliver(ActivityWork work, HistoryEvent result)
    {
        InstanceActor? actor;
        lock (gate)
        {
            if (stopped || !actors.TryGetValue(work.InstanceId, out actor))
            {
                return;
            }

            actor.Results.Add((work.Execution, result));
            if (!Activate(actor))
            {
                return;
            }
        }

        _ = TakeTurnsAsync(actor);
    }

    /// <summary>Under the lock.</summary>
    /// <returns>Whether the caller must have the actor take its turns; otherwise somebody does.</returns>
    bool Activate(InstanceActor actor)
    {
        if (actor.Active)
        {
            return false;
        }

        actor.Active = true;
        if (actor.Idle is { } place)
        {
            idle.Remove(place);
            actor.Idle = null;
        }

        return true;
    }

    void Nudge()
    {
        lock (gate)
        {
            if (nudge.CurrentCount == 0)
            {
                nudge.Release();
            }
        }
    }
}
