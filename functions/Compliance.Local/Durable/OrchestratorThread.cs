namespace Compliance.Local.Durable;

/// <summary>The one thread that may run an orchestrator's code, for as long as a turn lasts.</summary>
/// <param name="strayed">Called when a continuation comes back from anywhere else: something not durable was awaited.</param>
sealed class OrchestratorThread(Action strayed) : SynchronizationContext
{
    readonly Queue<(SendOrPostCallback Callback, object? State)> posted = new();
    volatile int owner;

    public bool IsCurrent => owner == Environment.CurrentManagedThreadId;

    public void Run(Action action)
    {
        var previous = Current;
        SetSynchronizationContext(this);
        owner = Environment.CurrentManagedThreadId;
        try
        {
            action();
            Drain();
        }
        finally
        {
            owner = 0;
            SetSynchronizationContext(previous);
        }
    }

    public void Drain()
    {
        while (posted.TryDequeue(out var work))
        {
            work.Callback(work.State);
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (IsCurrent)
        {
            posted.Enqueue((d, state));
        }
        else
        {
            strayed();
        }
    }

    public override void Send(SendOrPostCallback d, object? state)
    {
        if (IsCurrent)
        {
            d(state);
        }
        else
        {
            strayed();
        }
    }

    public override SynchronizationContext CreateCopy() => this;
}
