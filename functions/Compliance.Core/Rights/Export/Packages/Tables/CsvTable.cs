using System.Globalization;
using System.Text;
using Compliance.Json;

namespace Compliance.Rights.Export.Packages.Tables;

/// <summary>
/// A table as CSV (RFC 4180), UTF-8 with a mark at its beginning so that spreadsheets read it as such. Texts that a spreadsheet would take
/// for a formula are led by an apostrophe.
/// </summary>
static class CsvTable
{
    public static async Task WriteAsync(
        Stream target, IReadOnlyList<Column> columns, IEnumerable<IReadOnlyList<Cell>> rows, CancellationToken cancellation)
    {
        await using var text = new StreamWriter(target, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        text.NewLine = "\r\n";
        await text.WriteLineAsync(Line(columns.Select(x => (Cell)x.Name)).AsMemory(), cancellation);
        foreach (var row in rows)
        {
            await text.WriteLineAsync(Line(row).AsMemory(), cancellation);
        }
    }

    static string Line(IEnumerable<Cell> cells) => string.Join(',', cells.Select(Written));

    static string Written(Cell cell) =>
        cell.Number is { } number ? number.ToString(CultureInfo.InvariantCulture)
        : cell.Instant is { } instant ? Rfc3339.Format(instant)
        : Text(cell.Text ?? "");

    static string Text(string text)
    {
        var safe = IsFormula(text) ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>Also behind blanks and control characters, and in the wide forms that some programs fold.</summary>
    static bool IsFormula(string text) =>
        text.AsSpan().TrimStart(" \t\r\n\0").TrimStart('\uFEFF') is ['=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠', ..]
        || text is ['\t' or '\r' or '\n', ..];
}
