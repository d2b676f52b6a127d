using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Compliance.Local.Durable;

/// <summary>One execution of an orchestrator in memory: fed with events, it yields what the code decided.</summary>
sealed partial class OrchestrationSession
{
    readonly OrchestratorFunction? function;
    readonly DataConverter converter;
    readonly Action notify;
    readonly OrchestratorThread thread;
    readonly EmbeddedOrchestrationContext context;
    readonly Queue<HistoryEvent> held = new();
    Task<object?>? run;
    bool suspended;
    HistoryEvent? terminated;
    FailureRecord? broken;
    volatile bool strayed;

    public OrchestrationSession(
        StoredInstance instance, OrchestratorFunction? function, DataConverter converter, ILoggerFactory loggers, Action strayed)
    {
        Instance = instance;
        this.function = function;
        this.converter = converter;
        Events = new(converter);
        notify = strayed;
        thread = new(Stray);
        context = new(this, converter, loggers);
    }

    public StoredInstance Instance { get; }

    public DateTime Now { get; private set; } = DateTime.UnixEpoch;

    public bool IsReplaying { get; private set; }

    public ExternalEvents Events { get; }

    /// <summary>Whether the next turn must fail the instance, whatever happens.</summary>
    public bool IsDoomed => strayed || broken is not null;

    /// <summary>Turns in the history so far.</summary>
    public int Turns { get; private set; }

    /// <summary>Rebuilds the state that these turns led to; the code must decide again what it decided then.</summary>
    public void Replay(IEnumerable<IReadOnlyList<HistoryEvent>> turns)
    {
        IsReplaying = true;
        foreach (var turn in turns)
        {
            Turns++;
            if (broken is not null)
            {
                continue;
            }

            var inputs = turn.Where(entry => !entry.IsDecision).ToList();
            decisions.Clear();
            Play(inputs);
            Compare(turn.Skip(inputs.Count).ToList());
        }

        IsReplaying = false;
    }

    /// <summary>Lets the code react to what happened.</summary>
    /// <param name="time">Never before the turn before it.</param>
    public TurnOutcome Take(DateTime time, IReadOnlyList<HistoryEvent> happened)
    {
        decisions.Clear();
        List<HistoryEvent> recorded = [new(EventKind.TurnStarted, Time: time > Now ? time : Now), .. happened];
        if (broken is null)
        {
            Play(recorded);
        }

        Turns++;
        recorded.AddRange(decisions);
        return Conclude(recorded);
    }

    public void EnsureOrchestratorThread()
    {
        if (!thread.IsCurrent)
        {
            Stray();
            throw new InvalidOperationException(StrayedMessage);
        }
    }

    string StrayedMessage =>
        $"The orchestrator '{Instance.Name}' awaited something that is not durable. Orchestrator code may await only tasks it got from its "
        + "context; everything else belongs in an activity.";

    void Stray()
    {
        strayed = true;
        notify();
    }

    void Play(IReadOnlyList<HistoryEvent> events) => thread.Run(() =>
    {
        foreach (var entry in events)
        {
            Apply(entry);
            thread.Drain();
        }
    });

    void Apply(HistoryEvent entry)
    {
        if (entry.Kind == EventKind.TimerFired)
        {
            Stop(entry);
        }

        if (suspended && entry.Kind is not (EventKind.Resumed or EventKind.Terminated or EventKind.TurnStarted))
        {
            if (entry.Kind != EventKind.Suspended)
            {
                held.Enqueue(entry);
            }

            return;
        }

        switch (entry.Kind)
        {
            case EventKind.TurnStarted:
                Now = entry.Time!.Value;
                break;
            case EventKind.Started:
                Start();
                break;
            case EventKind.EventRaised:
                Events.Raise(entry.Name!, entry.Data);
                break;
            case EventKind.Suspended:
                suspended = true;
                break;
            case EventKind.Resumed:
                suspended = false;
                while (!suspended && held.TryDequeue(out var kept))
                {
                    Apply(kept);
                    thread.Drain();
                }

                break;
            case EventKind.Terminated:
                terminated = entry;
                break;
            default:
                Settle(entry);
                break;
        }
    }

    void Start()
    {
        if (function is null)
        {
            broken = new(
                "OrchestratorTaskNotFound", $"There is no orchestrator function named '{Instance.Name}'.", null, null, Final: true);
            return;
        }

        try
        {
            run = function(context);
        }
        catch (Exception exception)
        {
            // Thrown before the first await: the orchestration's own failure, like any later one.
            run = Task.FromException<object?>(exception);
        }

        _ = run.ContinueWith(
            _ =>
            {
                if (!thread.IsCurrent)
                {
                    Stray();
                }
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    void Compare(List<HistoryEvent> recorded)
    {
        for (var i = 0; broken is null && i < Math.Max(recorded.Count, decisions.Count); i++)
        {
            var then = i < recorded.Count ? recorded[i] : null;
            var now = i < decisions.Count ? decisions[i] : null;
            if (then?.Kind != now?.Kind
                || then?.Id != now?.Id
                || !string.Equals(then?.Name, now?.Name, StringComparison.OrdinalIgnoreCase))
            {
                broken = FailureRecord.From(new NonDeterministicOrchestrationException(
                    (then ?? now)!.Id,
                    $"the history of '{Instance.Name}' expects {Describe(then)}, its code now does {Describe(now)}. "
                    + "Was the code changed while this instance was running, or does it read something that differs from run to run?"))
                    with { Final = true };
            }
        }
    }

    static string Describe(HistoryEvent? decision) => decision?.Kind switch
    {
        null => "nothing more at this point",
        EventKind.TaskScheduled => $"a call of activity '{decision.Name}' (#{decision.Id})",
        EventKind.ChildStarted => $"a call of sub-orchestration '{decision.Name}' (#{decision.Id})",
        EventKind.TimerCreated => $"a timer (#{decision.Id})",
        _ => $"the sending of event '{decision.Name}' (#{decision.Id})",
    };
}
