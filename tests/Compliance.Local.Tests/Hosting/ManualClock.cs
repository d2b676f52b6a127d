namespace Compliance.Local.Tests.Hosting;

/// <summary>Time that a test moves. Its timers run in real time: a test asks what is due, it does not wait.</summary>
public sealed class ManualClock(DateTimeOffset start) : TimeProvider
{
    long ticks = start.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref ticks), TimeSpan.Zero);

    public void Advance(TimeSpan time) => Interlocked.Add(ref ticks, time.Ticks);
}
