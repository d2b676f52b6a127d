using Microsoft.Data.Sqlite;

namespace Compliance.Local.Durable;

/// <summary>The engine's SQLite file: one connection for writing, and as many for reading as are in use concurrently.</summary>
sealed class DurableStore : IDisposable
{
    readonly string path;
    readonly SqliteConnection connection;
    readonly GroupCommit commits;
    readonly Lock gate = new();
    readonly Stack<StoreReader> readers = new();
    long historyRows;
    bool closed;

    /// <exception cref="Compliance.Local.Hosting.LocalStartException">Another version of the program wrote the file.</exception>
    public DurableStore(string path, ICrashPoints crashPoints)
    {
        this.path = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(this.path)!);
        connection = DurableSchema.Open(this.path);
        DurableSchema.Create(connection);
        commits = new(connection, crashPoints);
    }

    /// <summary>Called after each commit with its results.</summary>
    public Action<Written>? Committed
    {
        get => commits.Committed;
        set => commits.Committed = value;
    }

    /// <summary>Number of history rows read so far.</summary>
    public long HistoryRows => Interlocked.Read(ref historyRows);

    /// <returns>A task that completes when the change is on disk. If it fails, nothing of the change is.</returns>
    public Task CommitAsync(Change change) => commits.CommitAsync(change);

    public T Read<T>(Func<StoreReader, T> read)
    {
        StoreReader? reader;
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(closed, this);
            readers.TryPop(out reader);
        }

        reader ??= new(DurableSchema.Open(path), rows => Interlocked.Add(ref historyRows, rows));
        var result = read(reader);
        lock (gate)
        {
            if (!closed)
            {
                readers.Push(reader);
                return result;
            }
        }

        reader.Dispose();
        return result;
    }

    /// <summary>Closes the file. Changes that are not in a transaction yet fail.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (closed)
            {
                return;
            }

            closed = true;
        }

        commits.Dispose();
        connection.Dispose();
        while (readers.TryPop(out var reader))
        {
            reader.Dispose();
        }
    }
}
