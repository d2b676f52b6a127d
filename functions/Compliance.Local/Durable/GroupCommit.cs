using Microsoft.Data.Sqlite;

namespace Compliance.Local.Durable;

/// <summary>
/// Groups changes into transactions. A caller that finds no writer becomes the writer at once; callers that arrive meanwhile join the next
/// transaction. So a single step costs one sync, and so do many steps under load.
/// </summary>
sealed class GroupCommit(SqliteConnection connection, ICrashPoints crashPoints) : IDisposable
{
    const int MostAtOnce = 512;

    readonly StoreWriter writer = new(connection);
    readonly Lock gate = new();
    List<Change> waiting = [];
    bool writing;
    volatile bool closed;

    /// <summary>Called after each commit with its results.</summary>
    public Action<Written>? Committed { get; set; }

    /// <returns>A task that completes when the change is on disk. If it fails, nothing of the change is.</returns>
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

    /// <summary>Changes that are not in a transaction yet fail.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            closed = true;
        }

        SpinWait.SpinUntil(() => !Volatile.Read(ref writing));
        writer.Dispose();
    }

    void Write()
    {
        List<Change> batch;
        lock (gate)
        {
            batch = [.. waiting.Take(MostAtOnce)];
            waiting = [.. waiting.Skip(MostAtOnce)];
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

        ThreadPool.UnsafeQueueUserWorkItem(static group => group.Write(), this, preferLocal: false);
    }

    void Commit(List<Change> batch)
    {
        try
        {
            Transact(batch);
        }
        catch (Exception) when (batch.Count > 1)
        {
            // One faulty change must not fail the others: each gets its own transaction and its own exception.
            batch.ForEach(change => Commit([change]));
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
        try
        {
            writer.Begin();
            batch.ForEach(change => change.Apply(writer));
            writer.Commit();
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
            // The transaction never began, or SQLite has rolled it back already, as after a full disk. The first exception tells the cause.
        }
    }

    void Reach(string point, List<Change> batch)
    {
        if (crashPoints is not NoCrashPoints)
        {
            batch.ForEach(change => crashPoints.Reach(point + change.Step));
        }
    }
}
