using Compliance.Failures;
using Compliance.Tenancy;

namespace Compliance.Consents;

/// <summary>
/// Counts what was asked and answered from one listing of all records: a request per 5,000 of them, four at a time. What a listing shows is
/// authenticated; recordings are not looked at. Memory is that of four pages and of the rows.
/// </summary>
public sealed class ConsentReporter(ConsentStore records, TimeProvider clock)
{
    /// <summary>Records that a report looks at: it answers within a request.</summary>
    public const int Most = 1_000_000;

    /// <summary>Rows of a report.</summary>
    public const int MostRows = 10_000;

    const string Digits = "0123456789abcdef";
    const int AtOnce = 4;

    public async Task<Outcome<ConsentReport>> ReportAsync(
        TenantStore store, ConsentReportQuery query, CancellationToken cancellationToken)
    {
        var tally = new ConsentTally(query, clock.GetUtcNow());
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Digits, options, async (digit, token) =>
        {
            await foreach (var (_, facts) in records.ListAsync(store, $"{digit}", token))
            {
                if (!tally.Add(facts))
                {
                    break;
                }
            }
        });
        return tally.Report();
    }
}

/// <summary>Adds up what listings of records show, several at a time.</summary>
sealed class ConsentTally(ConsentReportQuery query, DateTimeOffset now)
{
    readonly Lock gate = new();
    readonly Dictionary<string, ConsentReportRow> rows = new(StringComparer.Ordinal);
    ConsentCounts total = ConsentCounts.None;
    int looked;
    int counted;
    int unverifiable;
    bool isCut;

    bool IsFull => looked >= ConsentReporter.Most || rows.Count > ConsentReporter.MostRows;

    /// <returns>Whether it takes more.</returns>
    public bool Add(ConsentFacts? facts)
    {
        ConsentFact[] said = facts is not null && query.Covers(facts) ? [.. facts.Happened(now).Where(query.Covers)] : [];
        lock (gate)
        {
            if (IsFull)
            {
                isCut = true;
                return false;
            }

            looked++;
            unverifiable += facts is null ? 1 : 0;
            counted += said.Length > 0 ? 1 : 0;
            foreach (var one in said)
            {
                total = total.With(one);
                Add(query.KeyOf(facts!, one), one);
            }

            return true;
        }
    }

    public Outcome<ConsentReport> Report() => rows.Count > ConsentReporter.MostRows
        ? Failure.Invalid("groupBy", $"makes more than {ConsentReporter.MostRows} rows: narrow the period, or group by less")
        : new ConsentReport(
            query.Period.From,
            query.Period.To,
            counted,
            unverifiable,
            !isCut,
            total,
            [.. rows.OrderBy(x => x.Key, StringComparer.Ordinal).Select(x => x.Value)]);

    void Add(IReadOnlyList<string?> key, ConsentFact said)
    {
        if (key.Count == 0)
        {
            return;
        }

        var name = string.Join('\0', key);
        var row = rows.GetValueOrDefault(name) ?? new ConsentReportRow(
            query.GroupBy.Zip(key).ToDictionary(x => ConsentReportQuery.Name(x.First), x => x.Second, StringComparer.Ordinal),
            ConsentCounts.None);
        rows[name] = row with { Counts = row.Counts.With(said) };
    }
}
