using System.Globalization;
using System.Text;
using Compliance.Csv;
using Compliance.Json;

namespace Compliance.SubjectRequests;

/// <summary>
/// A table as CSV (RFC 4180), in UTF-8 with a byte order mark, which spreadsheets need to recognise the encoding.
/// </summary>
static class CsvTable
{
    /// <summary>Bytes buffered before they are written.</summary>
    const int Buffer = 64 * 1024;

    public static async Task WriteAsync(
        Stream target, IReadOnlyList<Column> columns, IEnumerable<IReadOnlyList<Cell>> rows, CancellationToken cancellationToken)
    {
        await using var text = new StreamWriter(target, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), Buffer, leaveOpen: true);
        var line = new StringBuilder();
        foreach (var row in rows.Prepend([.. columns.Select(x => (Cell)x.Name)]))
        {
            foreach (var (index, cell) in row.Index())
            {
                Append(index == 0 ? line : line.Append(','), cell);
            }

            await text.WriteAsync(line.Append("\r\n"), cancellationToken);
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
            line.Append(CsvField.Of(cell.Text ?? ""));
        }
    }
}
