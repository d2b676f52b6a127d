using Compliance.SubjectRequests;

namespace Compliance.Consents;

/// <summary>The report as a table: a column for each grouping, then the counts; one line for the whole where it groups by nothing.</summary>
public static class ConsentReportTable
{
    const int NameWidth = 24;
    const int CountWidth = 12;

    public static async Task<byte[]> CsvAsync(ConsentReport report, ConsentReportQuery query, CancellationToken cancellationToken)
    {
        using var target = new MemoryStream();
        await CsvTable.WriteAsync(target, Columns(query), Rows(report, query), cancellationToken);
        return target.ToArray();
    }

    public static async Task<byte[]> XlsxAsync(
        ConsentReport report, ConsentReportQuery query, DateTimeOffset at, CancellationToken cancellationToken)
    {
        using var target = new MemoryStream();
        await XlsxTable.WriteAsync(target, Columns(query), Rows(report, query), at, cancellationToken, sheet: "Consents");
        return target.ToArray();
    }

    static IReadOnlyList<Column> Columns(ConsentReportQuery query) =>
    [
        .. query.GroupBy.Select(x => new Column(ConsentReportQuery.Name(x), NameWidth)),
        .. ((string[])["asserted", "asked", "given", "refused", "reconfirmed", "withdrawn", "expired", "withoutEvidence"])
            .Select(x => new Column(x, CountWidth)),
    ];

    /// <summary>What is not counted is said in a last line.</summary>
    static IEnumerable<IReadOnlyList<Cell>> Rows(ConsentReport report, ConsentReportQuery query) =>
    [
        .. query.GroupBy.Count == 0
            ? [Cells([], report.Total)]
            : report.Rows.Select(row => Cells([.. query.GroupBy.Select(x => (Cell)row.By[ConsentReportQuery.Name(x)])], row.Counts)),
        .. report.Unverifiable > 0 ? [[$"{report.Unverifiable} records failed authentication and are not counted"]] : Nothing,
        .. report.IsComplete ? Nothing : [[$"only {ConsentReporter.Most} records are counted; there are more"]],
    ];

    static IEnumerable<IReadOnlyList<Cell>> Nothing => [];

    static IReadOnlyList<Cell> Cells(IReadOnlyList<Cell> names, ConsentCounts x) =>
        [.. names, x.Asserted, x.Asked, x.Given, x.Refused, x.Reconfirmed, x.Withdrawn, x.Expired, x.WithoutEvidence];
}
