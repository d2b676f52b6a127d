using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;

namespace Compliance.Local.Durable;

/// <summary>Rows to records and back.</summary>
static class StoredRows
{
    public const string InstanceColumns =
        "id, execution, name, version, status, input, output, custom, failure, tags, "
        + "parent_id, parent_execution, parent_name, parent_task, created, updated, owner, pending, next_due";

    public static StoredInstance Instance(SqliteDataReader row) => new(
        row.GetString(0),
        row.GetInt64(1),
        row.GetString(2),
        row.GetString(3),
        (OrchestrationRuntimeStatus)row.GetInt32(4),
        Text(row, 5),
        Text(row, 6),
        Text(row, 7),
        Text(row, 8) is { } failure ? JsonSerializer.Deserialize(failure, HistoryJson.Plain.FailureRecord) : null,
        Text(row, 9) is { } tags
            ? JsonSerializer.Deserialize(tags, HistoryJson.Plain.DictionaryStringString)!
            : ImmutableDictionary<string, string>.Empty,
        Text(row, 10) is { } parent ? new ParentLink(parent, row.GetInt64(11), row.GetString(12), row.GetInt32(13)) : null,
        Time(row.GetInt64(14)),
        Time(row.GetInt64(15)),
        Text(row, 16),
        row.GetInt32(17),
        row.IsDBNull(18) ? null : Time(row.GetInt64(18)));

    public static string? Json(FailureRecord? failure) =>
        failure is null ? null : JsonSerializer.Serialize(failure, HistoryJson.Plain.FailureRecord);

    public static string Json(HistoryEvent entry) => JsonSerializer.Serialize(entry, HistoryJson.Plain.HistoryEvent);

    public static string Json(IReadOnlyList<HistoryEvent> entries) =>
        JsonSerializer.Serialize(entries as List<HistoryEvent> ?? [.. entries], HistoryJson.Plain.ListHistoryEvent);

    public static string? Json(IReadOnlyDictionary<string, string> tags) =>
        tags.Count == 0 ? null : JsonSerializer.Serialize(tags.ToDictionary(StringComparer.Ordinal), HistoryJson.Plain.DictionaryStringString);

    public static HistoryEvent Event(string json) => JsonSerializer.Deserialize(json, HistoryJson.Plain.HistoryEvent)!;

    public static List<HistoryEvent> Events(string json) => JsonSerializer.Deserialize(json, HistoryJson.Plain.ListHistoryEvent)!;

    public static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);

    static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
