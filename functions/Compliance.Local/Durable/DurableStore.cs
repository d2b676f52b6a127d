using Microsoft.Data.Sqlite;

namespace Compliance.Local.Durable;

/// <summary>
/// The engine's SQLite file. Whoever commits while nobody else does becomes the writer at once; whoever comes meanwhile joins the next
/// transaction: one sync for one step alone, one sync for many under load.
/// </summary>
sealed class DurableStore : IDisposable
{
    const int MostAtOnce = 512;

    readonly string path;
    readonly ICrashPoints crashPoints;
    readonly SqliteConnection connection;
    readonly StoreWriter writer;
    readonly Lock gate = new();
    readonly Stack<StoreReader> readers = new();
    List<Change> waiting = [];
    long historyRows;
    bool writing;
    volatile bool closed;

    /// <exception cref="Hosting.LocalStartException">Another version of the program wrote the file.</exception>
    public DurableStore(string path, ICrashPoints crashPoints)
    {
        this.path = Path.GetFullPath(path);
        this.crashPoints = crashPoints;
        Directory.CreateDirectory(Path.GetDirectoryName(this.path)!);
        connection = DurableSchema.Open(this.path);
        DurableSchema.Create(connection);
        writer = new(connection);
    }

    /// <summary>Called after each commit with what it brought.</summary>
    public Action<Written>? Committed { get; set; }

    /// <summary>Rows of histories read so far.</summary>
    public long HistoryRows => Interlocked.Read(ref historyRows);

    /// <returns>A task that ends when the change is on disk; its exception means that nothing of it is.</returns>
    public Task CommitAsync(Change change)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(closed, this);
            waiting.Add(change);
            if (writing)
            {
                return change.Done.Task;
            }

            writing = true;
        }

        Write();
        return change.Done.Task;
    }

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

    /// <summary>Closes the file; changes not yet in a transaction fail.</summary>
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

        SpinWait.SpinUntil(() => !Volatile.Read(ref writing));
        writer.Dispose();
        connection.Dispose();
        while (readers.TryPop(out var reader))
        {
            reader.Dispose();
        }
    }

    void Write()
    {
        List<Change> batch;
        lock (gate)
        {
            (batch, waiting) = (waiting, []);
            if (batch.Count > MostAtOnce)
            {
                waiting.AddRange(batch[MostAtOnce..]);
                batch.RemoveRange(MostAtOnce, batch.Count - MostAtOnce);
            }
        }

        Commit(batch);
        lock (gate)
        {
            if (waiting.Count == 0)
            {
                writing = false;
                return;
            }
        }

        ThreadPool.UnsafeQueueUserWorkItem(static store => store.Write(), this, preferLocal: false);
    }

    void Commit(List<Change> batch)
    {
        try
        {
            Transact(batch);
        }
        catch (Exception) when (batch.Count > 1)
        {
            // One bad change must not take the others with it: each gets a transaction of its own, and its own exception.
            foreach (var change in batch)
            {
                Commit([change]);
            }

            return;
        }
        catch (Exception exception)
        {
            batch[0].Done.TrySetException(exception);
            return;
        }

        try
        {
            Reach("engine.commit.after:", batch);
            Committed?.Invoke(writer.Written);
            batch.ForEach(change => change.Done.TrySetResult());
        }
        catch (Exception exception)
        {
            batch.ForEach(change => change.Done.TrySetException(exception));
        }
    }

    void Transact(List<Change> batch)
    {
        ObjectDisposedException.ThrowIf(closed, this);
        Reach("engine.commit.before:", batch);
        writer.Begin();
        try
        {
            batch.ForEach(change => change.Apply(writer));
            writer["COMMIT"].Run();
        }
        catch
        {
            RollBack();
            throw;
        }
    }

    void RollBack()
    {
        try
        {
            writer["ROLLBACK"].Run();
        }
        catch (SqliteException)
        {
            // SQLite has rolled back by itself, as after a full disk; the first exception says why.
        }
    }

    void Reach(string point, List<Change> batch)
    {
        if (crashPoints is NoCrashPoints)
        {
            return;
        }

        foreach (var change in batch)
        {
            crashPoints.Reach(point + change.Step);
        }
    }
}
