using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;

namespace Compliance.Local.Durable;

/// <summary>What one transaction saw of an instance.</summary>
sealed record LoadedInstance(StoredInstance Instance, IReadOnlyList<IReadOnlyList<HistoryEvent>> Turns);

/// <summary>The queries; one user at a time.</summary>
sealed class StoreReader(SqliteConnection connection) : IDisposable
{
    readonly Statements statements = new(connection);

    public StoredInstance? Instance(string id) =>
        statements[$"SELECT {StoredRows.InstanceColumns} FROM instances WHERE id=$0"].Query(StoredRows.Instance, id) is [var row] ? row : null;

    /// <summary>The instance and its history as of one moment; null when it is not <paramref name="owner"/>'s to run.</summary>
    public LoadedInstance? Load(string id, string owner)
    {
        statements["BEGIN"].Run();
        try
        {
            return Instance(id) is { } row && !row.IsFinished && row.Owner == owner
                ? new(row, History(id))
                : null;
        }
        finally
        {
            statements["COMMIT"].Run();
        }
    }

    /// <summary>Every turn of the instance's present execution.</summary>
    public List<IReadOnlyList<HistoryEvent>> History(string id) =>
        statements["SELECT events FROM history WHERE instance=$0 ORDER BY turn"].Query(
            turn => (IReadOnlyList<HistoryEvent>)StoredRows.Events(turn.GetString(0)), id);

    /// <summary>The instance's present execution; null when there is no instance of that id.</summary>
    public long? Execution(string id) =>
        statements["SELECT execution FROM instances WHERE id=$0"].Query(row => row.GetInt64(0), id) is [var execution] ? execution : null;

    /// <summary>Events that await the instance, carried ones first, and the last sequence number among them.</summary>
    public (List<HistoryEvent> Events, long Last) Inbox(string id)
    {
        var last = 0L;
        var events = statements["SELECT seq, event FROM inbox WHERE instance=$0 ORDER BY rank, seq"].Query(
            row =>
            {
                last = Math.Max(last, row.GetInt64(0));
                return StoredRows.Event(row.GetString(1));
            },
            id);
        return (events, last);
    }

    /// <summary>Changes whenever another connection has committed.</summary>
    public long DataVersion() => statements["PRAGMA data_version"].Query(row => row.GetInt64(0))[0];

    /// <summary>Instances of this worker that have events waiting.</summary>
    public List<string> WithEvents(string owner) =>
        statements["SELECT DISTINCT b.instance FROM inbox b JOIN instances i ON i.id=b.instance WHERE i.owner=$0"].Query(Id, owner);

    public List<string> Due(string owner, DateTimeOffset now, int limit) =>
        statements["SELECT id FROM instances WHERE next_due<=$1 AND owner=$0 ORDER BY next_due LIMIT $2"].Query(Id, owner, now.UtcTicks, limit);

    public DateTimeOffset? NextDue(string owner) =>
        statements["SELECT next_due FROM instances WHERE next_due IS NOT NULL AND owner=$0 ORDER BY next_due LIMIT 1"].Query(
            row => StoredRows.Time(row.GetInt64(0)), owner) is [var due] ? due : null;

    /// <summary>Whether somebody left an instance that no worker has taken.</summary>
    public bool HasOrphans() =>
        statements["SELECT 1 FROM instances WHERE finished IS NULL AND owner IS NULL LIMIT 1"].Query(_ => true).Count > 0;

    /// <summary>One page of instances in the order of their ids.</summary>
    public List<StoredInstance> Page(OrchestrationQuery query, string? after, int size)
    {
        var statuses = query.Statuses?.Select(status => (int)status).ToList();
        var filter = statuses is null ? "" : $" AND status IN ({string.Join(',', statuses)})";
        return statements[$"""
            SELECT {StoredRows.InstanceColumns} FROM instances
            WHERE id>$0 AND created>=$1 AND created<=$2 AND substr(id, 1, length($3))=$3{filter}
            ORDER BY id LIMIT $4
            """].Query(
            StoredRows.Instance,
            after ?? "",
            (query.CreatedFrom ?? DateTimeOffset.MinValue).UtcTicks,
            (query.CreatedTo ?? DateTimeOffset.MaxValue).UtcTicks,
            query.InstanceIdPrefix ?? "",
            size);
    }

    public void Dispose()
    {
        statements.Dispose();
        connection.Dispose();
    }

    static string Id(SqliteDataReader row) => row.GetString(0);
}
