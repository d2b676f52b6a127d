using System.Globalization;
using System.Text;
using Compliance.Csv;
using Compliance.Json;

namespace Compliance.Audit;

/// <summary>
/// Entries as CSV (RFC 4180), one a line: <c>index,id,at,event,operation,phase,principal,outcome,origin,resource,details</c>, details as
/// <c>name=value</c> with a blank between them.
/// </summary>
public static class AuditCsv
{
    public static byte[] Write(IEnumerable<IndexedEntry> entries)
    {
        var csv = new StringBuilder("index,id,at,event,operation,phase,principal,outcome,origin,resource,details\r\n");
        foreach (var entry in entries)
        {
            var line = AuditLine.Parse(entry.Entry.Span);
            csv.AppendJoin(',', Fields(entry.Index, line).Select(CsvField.Of)).Append("\r\n");
        }

        return Encoding.UTF8.GetBytes(csv.ToString());
    }

    static IEnumerable<string> Fields(long index, AuditLine line) =>
    [
        index.ToString(CultureInfo.InvariantCulture), line.Id, Rfc3339.Format(line.At), line.Event, line.Operation, line.Phase,
        line.Principal, line.Outcome, line.Origin, line.Resource,
        string.Join(' ', line.Details?.Select(x => $"{x.Key}={x.Value}") ?? []),
    ];
}
