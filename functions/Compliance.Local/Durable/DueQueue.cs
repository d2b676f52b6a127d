namespace Compliance.Local.Durable;

/// <summary>Reports instances when one of their messages is due.</summary>
sealed class DueQueue : IDisposable
{
    // A timer of the framework can wait at most 49 days.
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

    /// <summary>Also called from outside from time to time: a changed clock, or one moved by a test, does not fire the timer.</summary>
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
