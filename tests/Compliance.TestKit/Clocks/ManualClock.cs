namespace Compliance.TestKit;

/// <summary>Time that moves when a test says so; timers that fall due run inside <see cref="Advance"/>.</summary>
public sealed class ManualClock(DateTimeOffset start) : TimeProvider
{
    readonly List<ManualTimer> timers = [];
    DateTimeOffset now = start;

    public ManualClock()
        : this(new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero))
    {
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => now;

    public override long GetTimestamp() => now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        lock (timers)
        {
            timers.Add(timer);
        }

        return timer;
    }

    public void Advance(TimeSpan by)
    {
        var end = now + by;
        while (NextUntil(end) is { } next)
        {
            now = next.DueAt > now ? next.DueAt : now;
            next.Run();
        }

        now = end;
    }

    ManualTimer? NextUntil(DateTimeOffset end)
    {
        lock (timers)
        {
            return timers.Where(x => x.DueAt <= end).MinBy(x => x.DueAt);
        }
    }

    sealed class ManualTimer(ManualClock clock, Action run) : ITimer
    {
        public DateTimeOffset DueAt { get; private set; } = DateTimeOffset.MaxValue;

        public void Run()
        {
            DueAt = DateTimeOffset.MaxValue;
            run();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            DueAt = dueTime == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : clock.now + dueTime;
            return true;
        }

        public void Dispose()
        {
            lock (clock.timers)
            {
                clock.timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
