using System.Diagnostics.CodeAnalysis;
using Compliance.Sealing;

namespace Compliance.Keys;

/// <summary>
/// Caches unwrapped keys for at most <see cref="Lifetime"/>, so that an erased key has left memory by the time its certificate states
/// (<c>shreddedAt</c>). Keys are zeroed when they expire, are evicted or forgotten. Callers receive their own copies.
/// </summary>
public sealed class UnwrappedKeyCache : IDisposable
{
    public const int DefaultCapacity = 1024;

    readonly Lock gate = new();
    readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);
    readonly List<Unwrapping> under = [];
    readonly TimeProvider clock;
    readonly int capacity;
    readonly ITimer sweeper;
    long nextSweep = long.MaxValue;

    /// <param name="capacity">The most keys cached; the one that expires first is evicted.</param>
    public UnwrappedKeyCache(TimeProvider clock, int capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        this.clock = clock;
        this.capacity = capacity;
        sweeper = clock.CreateTimer(_ => Sweep(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>60 seconds, counted from before the unwrapping began.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromSeconds(60);

    /// <summary>The number of cached keys.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return entries.Count;
            }
        }
    }

    /// <summary>The key of <paramref name="id"/>, unwrapped by <paramref name="unwrap"/> if it is not cached.</summary>
    /// <param name="id">Identifies tenant and key (<c>{tenant}/recordings/{id}</c>), because one cache serves all tenants.</param>
    /// <returns>A copy for the caller to dispose.</returns>
    public async Task<KeyBytes> GetAsync(string id, Func<CancellationToken, Task<KeyBytes>> unwrap, CancellationToken cancellationToken)
    {
        if (TryGet(id, out var held))
        {
            return held;
        }

        var unwrapping = Begin(id);
        try
        {
            var key = await unwrap(cancellationToken);
            Keep(key, unwrapping);
            return key;
        }
        finally
        {
            lock (gate)
            {
                under.Remove(unwrapping);
            }
        }
    }

    /// <param name="key">A copy for the caller to dispose.</param>
    public bool TryGet(string id, [NotNullWhen(true)] out KeyBytes? key)
    {
        lock (gate)
        {
            key = entries.TryGetValue(id, out var entry) && entry.ExpiresAt > clock.GetTimestamp() ? entry.Key.Copy() : null;
        }

        return key is not null;
    }

    /// <summary>Zeroes the key now. If it is being unwrapped, the result is not cached either.</summary>
    public void Forget(string id)
    {
        lock (gate)
        {
            under.FindAll(x => x.Id == id).ForEach(x => x.Forgotten = true);
            Remove(id);
        }
    }

    /// <summary>Like <see cref="Forget"/>, for all ids with that prefix.</summary>
    public void ForgetAll(string prefix)
    {
        lock (gate)
        {
            under.FindAll(x => x.Id.StartsWith(prefix, StringComparison.Ordinal)).ForEach(x => x.Forgotten = true);
            foreach (var id in entries.Keys.Where(x => x.StartsWith(prefix, StringComparison.Ordinal)).ToArray())
            {
                Remove(id);
            }
        }
    }

    public void Dispose()
    {
        sweeper.Dispose();
        lock (gate)
        {
            under.ForEach(x => x.Forgotten = true);
            foreach (var id in entries.Keys.ToArray())
            {
                Remove(id);
            }
        }
    }

    Unwrapping Begin(string id)
    {
        var begun = new Unwrapping(id, clock.GetTimestamp());
        lock (gate)
        {
            under.Add(begun);
        }

        return begun;
    }

    void Keep(KeyBytes key, Unwrapping unwrapping)
    {
        var (id, expiresAt) = (unwrapping.Id, unwrapping.Started + (Lifetime.Ticks * clock.TimestampFrequency / TimeSpan.TicksPerSecond));
        lock (gate)
        {
            if (unwrapping.Forgotten || expiresAt <= clock.GetTimestamp())
            {
                return;
            }

            Remove(id);
            if (entries.Count >= capacity)
            {
                Remove(entries.MinBy(x => x.Value.ExpiresAt).Key);
            }

            entries.Add(id, new Entry(key.Copy(), expiresAt));
            Schedule();
        }
    }

    void Sweep()
    {
        lock (gate)
        {
            var now = clock.GetTimestamp();
            foreach (var (id, _) in entries.Where(x => x.Value.ExpiresAt <= now).ToArray())
            {
                Remove(id);
            }

            nextSweep = long.MaxValue;
            Schedule();
        }
    }

    void Schedule()
    {
        var first = entries.Count == 0 ? long.MaxValue : entries.Values.Min(x => x.ExpiresAt);
        if (first >= nextSweep)
        {
            return;
        }

        nextSweep = first;
        // Timers have a resolution of one millisecond. One more is added so that the sweep does not run too early and find nothing.
        var wait = clock.GetElapsedTime(clock.GetTimestamp(), first) + TimeSpan.FromMilliseconds(1);
        sweeper.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    void Remove(string id)
    {
        if (entries.Remove(id, out var entry))
        {
            entry.Key.Dispose();
        }
    }

    sealed class Unwrapping(string id, long started)
    {
        public string Id => id;

        public long Started => started;

        public bool Forgotten { get; set; }
    }

    readonly record struct Entry(KeyBytes Key, long ExpiresAt);
}
