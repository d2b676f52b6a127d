namespace Compliance.TestKit;

/// <summary>Time that a test moves; it goes on by itself too, so that what waits a moment does not wait for ever.</summary>
public sealed class ShiftedClock : TimeProvider
{
    long offset;

    public ShiftedClock()
        : this(TimeSpan.Zero)
    {
    }

    /// <param name="offset">From the machine's time.</param>
    public ShiftedClock(TimeSpan offset) => this.offset = offset.Ticks;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + new TimeSpan(Interlocked.Read(ref offset));

    public void Advance(TimeSpan time) => Interlocked.Add(ref offset, time.Ticks);
}
