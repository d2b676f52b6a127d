namespace Compliance.Local.Durable;

/// <summary>Wakes whoever waits for another state of an instance.</summary>
sealed class InstanceSignals
{
    readonly Dictionary<string, TaskCompletionSource> waiting = [];
    readonly Lock gate = new();

    /// <summary>Ends at the next change; asked for before looking at the state, it misses none.</summary>
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

    /// <summary>Other processes have committed. Which instances changed is unknown, so all who wait look again.</summary>
    public void AllChanged()
    {
        lock (gate)
        {
            Changed([.. waiting.Keys]);
        }
    }
}
