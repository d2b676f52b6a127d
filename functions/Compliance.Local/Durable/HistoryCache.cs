using DurableTask.Core.History;

namespace Compliance.Local.Durable;

/// <summary>Histories of the most recently used instances, each valid for one episode of one execution.</summary>
sealed class HistoryCache(int capacity)
{
    readonly Dictionary<string, LinkedListNode<Entry>> entries = [];
    readonly LinkedList<Entry> byUse = new();
    readonly Lock gate = new();

    sealed record Entry(string Id, string Execution, long Episode, IList<HistoryEvent> Events);

    /// <returns>Null if the history of this episode is not cached.</returns>
    public IList<HistoryEvent>? Find(string id, string execution, long episode)
    {
        lock (gate)
        {
            return entries.TryGetValue(id, out var node) && node.Value.Execution == execution && node.Value.Episode == episode
                ? node.Value.Events
                : null;
        }
    }

    public void Keep(string id, string execution, long episode, IList<HistoryEvent> events)
    {
        lock (gate)
        {
            Remove(id);
            if (capacity == 0)
            {
                return;
            }

            entries[id] = byUse.AddLast(new Entry(id, execution, episode, events));
            if (entries.Count > capacity)
            {
                Remove(byUse.First!.Value.Id);
            }
        }
    }

    public void Forget(string id)
    {
        lock (gate)
        {
            Remove(id);
        }
    }

    void Remove(string id)
    {
        if (entries.Remove(id, out var node))
        {
            byUse.Remove(node);
        }
    }
}
