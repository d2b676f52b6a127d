using System.Globalization;
using System.Text;
using Compliance.Csv;
using Compliance.Json;

namespace Compliance.Recordings;

/// <summary>
/// The report as CSV (RFC 4180): <c>section,name,detail,value</c>, one figure per line, followed by one line per case.
/// </summary>
public static class PciReportCsv
{
    public static byte[] Write(PciReportDocument report)
    {
        var csv = new StringBuilder();
        foreach (var line in Lines(report))
        {
            csv.AppendJoin(',', line.Select(CsvField.Of)).Append("\r\n");
        }

        return Encoding.UTF8.GetBytes(csv.ToString());
    }

    static IEnumerable<string[]> Lines(PciReportDocument report) =>
    [
        ["section", "name", "detail", "value"],
        ["period", "from", "", Rfc3339.Format(report.From)],
        ["period", "to", "", Rfc3339.Format(report.To)],
        ["recordings", "all", "", Number(report.Recordings)],
        ["recordings", "scanned", "", Number(report.Scanned)],
        ["recordings", "unverified", "", Number(report.Unverified)],
        ["recordings", "destroyed", "", Number(report.Destroyed)],
        ["recordings", "maskedSeconds", "", Number(report.MaskedSeconds)],
        .. Counts("recordings", "outcome", report.Outcomes),
        ["findings", "total", "", Number(report.Findings.Total)],
        .. Counts("findings", "kind", report.Findings.ByKind),
        .. Counts("findings", "queue", report.Findings.ByQueue),
        .. Counts("findings", "recorder", report.Findings.ByRecorder),
        ["windows", "obeyed", "", Number(report.Windows.Obeyed)],
        ["windows", "ignored", "", Number(report.Windows.Ignored)],
        .. report.Coverage.SelectMany(x => Counts("coverage", x.Key, x.Value)),
        ["unexpected", "count", "", Number(report.Unexpected.Count)],
        .. report.Unexpected.Cases.Select(x => (string[])
            ["case", x.CaseId, $"{x.Source} {x.File} {x.Kind} {x.Cause} {x.Fix}", Rfc3339.Format(x.StartedAt)]),
    ];

    static IEnumerable<string[]> Counts(string section, string name, IReadOnlyDictionary<string, int> counts) =>
        counts.Select(x => (string[])[section, name, x.Key, Number(x.Value)]);

    static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
