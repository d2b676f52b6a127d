using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Compliance.Audit;
using Compliance.Csv;
using Compliance.Failures;
using Compliance.Identities;
using Compliance.Model;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Consents;

public enum ImportOutcome
{
    Recorded,

    /// <summary>The same had been recorded before.</summary>
    Unchanged,

    /// <summary>Nothing of the line was recorded.</summary>
    Refused,
}

/// <param name="Line">Of the file, from 1; the heading is line 1.</param>
/// <param name="Errors">What is wrong, by field of <c>POST …/subjects/consents</c>; never a value.</param>
public sealed record ImportedLine(
    int Line, ImportOutcome Outcome, ConsentId? ConsentId, string? Detail, IReadOnlyDictionary<string, string[]>? Errors)
{
    [JsonIgnore]
    public IReadOnlyList<SubjectRequestId> Filed { get; init; } = [];
}

public sealed record ImportAnswer(int Recorded, int Unchanged, int Refused, IReadOnlyList<ImportedLine> Lines)
{
    /// <summary>The requests that were filed for withdrawals.</summary>
    [JsonIgnore]
    public IReadOnlyList<SubjectRequestId> Filed => [.. Lines.SelectMany(x => x.Filed)];
}

/// <summary>
/// Records consents from a CSV file, line by line: each line is one <c>POST …/subjects/consents</c>, and a faulty one holds up no other.
/// </summary>
public sealed class ConsentImport(ConsentRegister register, TimeProvider clock)
{
    public const int MostLines = 5000;
    const int AtOnce = 8;

    static readonly string[] Identities = ["phone", "email", "accountId", "name"];

    static readonly string[] Columns =
    [
        .. Identities, "purpose", "state", "at", "method", "noticeId", "noticeVersion", "evidence", "mediaSeconds", "validUntil",
        "explicit",
    ];

    /// <summary>Reads the file: a heading that names columns, then at most <see cref="MostLines"/> lines.</summary>
    public static Outcome<IReadOnlyList<(int Line, JsonObject? Form)>> Parse(ReadOnlyMemory<byte> utf8)
    {
        if (!Utf8.IsValid(utf8.Span) || CsvReader.Read(Encoding.UTF8.GetString(utf8.Span).TrimStart('\uFEFF')) is not { } records)
        {
            return Failure.Invalid("body", "is not CSV in UTF-8: a quote is not closed, or stands within a field");
        }

        if (records is not [var heading, ..])
        {
            return Failure.Invalid("body", "is empty; a heading was expected");
        }

        var columns = heading.Fields.Select(x => x.Trim()).ToList();
        if (columns.Except(Columns, StringComparer.Ordinal).Any()
            || columns.Distinct(StringComparer.Ordinal).Count() != columns.Count
            || !columns.Contains("purpose")
            || !columns.Contains("state"))
        {
            return Failure.Invalid(
                "body", "must have a heading with purpose, state and others of: " + string.Join(", ", Columns) + ", each once");
        }

        return records.Count - 1 > MostLines
            ? Failure.Invalid("body", $"must have at most {MostLines} lines beside the heading")
            : records.Skip(1).Select(x => (x.Line, x.Fields.Count == columns.Count ? FormOf(columns, x.Fields) : null)).ToList();
    }

    public async Task<ImportAnswer> RunAsync(
        TenantStore store,
        Actor actor,
        IReadOnlyList<(int Line, JsonObject? Form)> lines,
        TenantSettings settings,
        CancellationToken cancellationToken)
    {
        var done = new ConcurrentBag<ImportedLine>();
        var limits = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };

        // Lines about one person and purpose follow one another as they do in the file.
        var groups = lines.GroupBy(
            x => x.Form is null ? "" : $"{x.Form["purpose"]} {x.Form["identities"]?.ToJsonString()}", StringComparer.Ordinal);
        await Parallel.ForEachAsync(groups, limits, async (group, token) =>
        {
            foreach (var (line, form) in group)
            {
                done.Add(await RunAsync(store, actor, line, form, settings, token));
            }
        });
        ImportedLine[] all = [.. done.OrderBy(x => x.Line)];
        return new(
            all.Count(x => x.Outcome is ImportOutcome.Recorded),
            all.Count(x => x.Outcome is ImportOutcome.Unchanged),
            all.Count(x => x.Outcome is ImportOutcome.Refused),
            all);
    }

    async Task<ImportedLine> RunAsync(
        TenantStore store, Actor actor, int line, JsonObject? form, TenantSettings settings, CancellationToken cancellationToken)
    {
        if (form is null)
        {
            return new(line, ImportOutcome.Refused, null, "The line does not have as many fields as the heading.", null);
        }

        var parsed = PersonConsentForm.Parse(
            JsonSerializer.SerializeToUtf8Bytes(form), new IdentityNormalizer(settings.Country), clock.GetUtcNow());
        if (!parsed.IsSuccess(out var consent, out var failure)
            || !(await register.RecordAsync(store, actor, consent, settings, cancellationToken)).IsSuccess(out var recorded, out failure))
        {
            var errors = failure.Errors?.ByField.ToDictionary(x => x.Key, x => x.Value.ToArray(), StringComparer.Ordinal);
            return new(line, ImportOutcome.Refused, null, failure.Detail, errors);
        }

        return new(line, recorded.IsNew ? ImportOutcome.Recorded : ImportOutcome.Unchanged, recorded.Stored.Id, null, null)
        {
            Filed = recorded.Stored.Document.Current.Requests,
        };
    }

    static JsonObject FormOf(List<string> columns, IReadOnlyList<string> fields)
    {
        var given = columns.Zip(fields).Where(x => x.Second.Trim().Length > 0)
            .ToDictionary(x => x.First, x => x.Second.Trim(), StringComparer.Ordinal);
        var form = new JsonObject
        {
            ["identities"] = new JsonArray([.. Identities.Where(given.ContainsKey)
                .Select(x => new JsonObject { ["type"] = x, ["value"] = given[x] })]),
        };
        var plain = given.Where(x => !Identities.Contains(x.Key) && !x.Key.StartsWith("notice", StringComparison.Ordinal));
        foreach (var (name, text) in plain)
        {
            form[name] = name is "explicit" && bool.TryParse(text, out var flag) ? flag
                : name is "mediaSeconds" && double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var seconds) ? seconds
                : text;
        }

        if (given.TryGetValue("noticeId", out var id) || given.ContainsKey("noticeVersion"))
        {
            form["notice"] = new JsonObject { ["id"] = id, ["version"] = given.GetValueOrDefault("noticeVersion") };
        }

        return form;
    }
}
