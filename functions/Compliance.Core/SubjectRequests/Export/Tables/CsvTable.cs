using System.Buffers;
using System.Globalization;
using System.Text;
using Compliance.Json;

namespace Compliance.SubjectRequests;

/// <summary>
/// A table as CSV (RFC 4180), UTF-8 with a mark at its beginning so that spreadsheets read it as such. Texts that a spreadsheet would take
/// for a formula are led by an apostrophe.
/// </summary>
static class CsvTable
{
    /// <summary>Bytes on their way.</summary>
    const int Buffer = 64 * 1024;

    static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    public static async Task WriteAsync(
        Stream target, IReadOnlyList<Column> columns, IEnumerable<IReadOnlyList<Cell>> rows, CancellationToken cancellation)
    {
        await using var text = new StreamWriter(target, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), Buffer, leaveOpen: true);
        var line = new StringBuilder();
        foreach (var row in rows.Prepend([.. columns.Select(x => (Cell)x.Name)]))
        {
            foreach (var (index, cell) in row.Index())
            {
                Append(index == 0 ? line : line.Append(','), cell);
            }

            await text.WriteAsync(line.Append("\r\n"), cancellation);
            line.Clear();
        }
    }

    static void Append(StringBuilder line, Cell cell)
    {
        if (cell.Number is { } number)
        {
            line.Append(CultureInfo.InvariantCulture, $"{number}");
        }
        else if (cell.Instant is { } instant)
        {
            line.Append(Rfc3339.Format(instant));
        }
        else
        {
            line.Append(Text(cell.Text ?? ""));
        }
    }

    static string Text(string text)
    {
        var safe = IsFormula(text) ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(Quoted) < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>Also behind blanks and control characters, and in the wide forms that some programs fold.</summary>
    static bool IsFormula(string text) =>
        text.AsSpan().TrimStart(" \t\r\n\0").TrimStart('\uFEFF') is ['=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠', ..]
        || text is ['\t' or '\r' or '\n', ..];
}
