namespace Compliance.Local.Durable;

/// <summary>Wakes the callers that wait for a change of an instance's state.</summary>
sealed class InstanceSignals
{
    readonly Dictionary<string, TaskCompletionSource> waiting = [];
    readonly Lock gate = new();

    /// <summary>Completes at the next change. If it is requested before the state is read, no change is missed.</summary>
    public Task NextAsync(string id)
    {
        lock (gate)
        {
            if (!waiting.TryGetValue(id, out var signal))
            {
                waiting[id] = signal = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return signal.Task;
        }
    }

    public void Changed(IEnumerable<string> ids)
    {
        lock (gate)
        {
            foreach (var id in ids)
            {
                if (waiting.Remove(id, out var signal))
                {
                    signal.SetResult();
                }
            }
        }
    }

    /// <summary>Other processes have committed. It is unknown which instances changed, so all waiting callers check again.</summary>
    public void AllChanged()
    {
        lock (gate)
        {
            Changed([.. waiting.Keys]);
        }
    }
}
