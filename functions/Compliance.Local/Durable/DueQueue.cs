namespace Compliance.Local.Durable;

/// <summary>Names instances when a message of theirs is due.</summary>
sealed class DueQueue : IDisposable
{
    // A timer of the framework holds 49 days at most.
    static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    readonly PriorityQueue<string, long> waiting = new();
    readonly Lock gate = new();
    readonly TimeProvider time;
    readonly Action<string> due;
    readonly ITimer timer;

    public DueQueue(TimeProvider time, Action<string> due)
    {
        this.time = time;
        this.due = due;
        timer = time.CreateTimer(_ => Look(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <param name="at">UTC ticks.</param>
    public void Add(string id, long at)
    {
        lock (gate)
        {
            waiting.Enqueue(id, at);
            if (waiting.Peek() == id)
            {
                Arm();
            }
        }
    }

    /// <summary>Also called now and then from outside: a clock that was set, or moved by a test, moves no timer.</summary>
    public void Look()
    {
        lock (gate)
        {
            while (waiting.TryPeek(out var id, out var at) && at <= time.GetUtcNow().UtcTicks)
            {
                waiting.Dequeue();
                due(id);
            }

            Arm();
        }
    }

    public void Dispose() => timer.Dispose();

    void Arm()
    {
        if (waiting.TryPeek(out _, out var at))
        {
            var wait = TimeSpan.FromTicks(Math.Max(0, at - time.GetUtcNow().UtcTicks));
            timer.Change(wait < LongestWait ? wait : LongestWait, Timeout.InfiniteTimeSpan);
        }
    }
}
