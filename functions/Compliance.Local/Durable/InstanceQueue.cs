using System.Threading.Channels;

namespace Compliance.Local.Durable;

/// <summary>Instances with messages to read, in order. Each is handed out to one taker at a time.</summary>
sealed class InstanceQueue
{
    readonly Channel<string> queue = Channel.CreateUnbounded<string>();
    readonly Dictionary<string, Place> places = [];
    readonly Lock gate = new();

    enum Place
    {
        Waiting,
        Taken,
        TakenAndWaiting,
    }

    public void Add(string id)
    {
        lock (gate)
        {
            if (places.TryGetValue(id, out var place))
            {
                places[id] = place == Place.Taken ? Place.TakenAndWaiting : place;
                return;
            }

            places[id] = Place.Waiting;
        }

        queue.Writer.TryWrite(id);
    }

    public async ValueTask<string> TakeAsync(CancellationToken cancellationToken)
    {
        var id = await queue.Reader.ReadAsync(cancellationToken);
        lock (gate)
        {
            places[id] = Place.Taken;
        }

        return id;
    }

    /// <summary>Called when the taker is done. Messages that arrived meanwhile go to the next taker.</summary>
    public void Release(string id)
    {
        lock (gate)
        {
            if (!places.Remove(id, out var place) || place != Place.TakenAndWaiting)
            {
                return;
            }

            places[id] = Place.Waiting;
        }

        queue.Writer.TryWrite(id);
    }
}
