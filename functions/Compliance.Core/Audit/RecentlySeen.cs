namespace Compliance.Audit;

/// <summary>
/// Remembers, in bounded memory, what this process has already written. If something is forgotten, it is written again, and the store or
/// the log's reader drops the repeat.
/// </summary>
public sealed class RecentlySeen(int capacity)
{
    readonly Lock gate = new();
    readonly HashSet<string> seen = new(StringComparer.Ordinal);
    readonly Queue<string> order = new();

    public bool Contains(string id)
    {
        lock (gate)
        {
            return seen.Contains(id);
        }
    }

    public void Add(string id)
    {
        lock (gate)
        {
            if (!seen.Add(id))
            {
                return;
            }

            order.Enqueue(id);
            if (order.Count > capacity)
            {
                seen.Remove(order.Dequeue());
            }
        }
    }
}
