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
        void Line(params ReadOnlySpan<string> cells)
        {
            for (var i = 0; i < cells.Length; i++)
            {
                csv.Append(i == 0 ? "" : ",").Append(CsvField.Of(cells[i]));
            }

            csv.Append("\r\n");
        }

        void Counts(string section, string name, IReadOnlyDictionary<string, int> counts)
        {
            foreach (var (key, count) in counts)
            {
                Line(section, name, key, Number(count));
            }
        }

        Line("section", "name", "detail", "value");
        Line("period", "from", "", Rfc3339.Format(report.From));
        Line("period", "to", "", Rfc3339.Format(report.To));
        Line("recordings", "all", "", Number(report.Recordings));
        Line("recordings", "scanned", "", Number(report.Scanned));
        Line("recordings", "unverified", "", Number(report.Unverified));
        Line("recordings", "destroyed", "", Number(report.Destroyed));
        Line("recordings", "maskedSeconds", "", Number(report.MaskedSeconds));
        Counts("recordings", "outcome", report.Outcomes);
        Line("findings", "total", "", Number(report.Findings.Total));
        Counts("findings", "kind", report.Findings.ByKind);
        Counts("findings", "queue", report.Findings.ByQueue);
        Counts("findings", "recorder", report.Findings.ByRecorder);
        Line("windows", "obeyed", "", Number(report.Windows.Obeyed));
        Line("windows", "ignored", "", Number(report.Windows.Ignored));
        foreach (var (medium, levels) in report.Coverage)
        {
            Counts("coverage", medium, levels);
        }

        Line("unexpected", "count", "", Number(report.Unexpected.Count));
        foreach (var x in report.Unexpected.Cases)
        {
            Line("case", x.CaseId, $"{x.Source} {x.File} {x.Kind} {x.Cause} {x.Fix}", Rfc3339.Format(x.StartedAt));
        }

        return Encoding.UTF8.GetBytes(csv.ToString());
    }

    static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
