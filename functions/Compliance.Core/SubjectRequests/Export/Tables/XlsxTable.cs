using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Compliance.SubjectRequests;

/// <summary>
/// A table as an OOXML workbook (ECMA-376) with one sheet, streamed row by row: real dates, column widths, a frozen and filterable header.
/// Texts are inline strings, so none can become a formula.
/// </summary>
static class XlsxTable
{
    /// <summary>Maximum characters per cell (ECMA-376, 18.3.1.4, as programs implement it).</summary>
    const int LongestText = 32_767;

    const int PlainStyle = 0;
    const int DateStyle = 1;
    const int HeaderStyle = 2;

    /// <summary>Maximum rows per sheet, as programs implement it.</summary>
    const int MostRows = 1_048_576;

    /// <summary>Bytes buffered before they are deflated.</summary>
    const int Buffer = 64 * 1024;

    static readonly DateTime Epoch = new(1899, 12, 30, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>If the table has more rows than a sheet can have, the sheet's last row says so.</summary>
    /// <param name="most">Maximum rows of the sheet, including its header.</param>
    /// <param name="sheet">The name of the sheet, of letters.</param>
    public static async Task WriteAsync(
        Stream target,
        IReadOnlyList<Column> columns,
        IEnumerable<IReadOnlyList<Cell>> rows,
        DateTimeOffset at,
        CancellationToken cancellationToken,
        int most = MostRows,
        string sheet = "Recordings")
    {
        await using var zip = await ZipArchive.CreateAsync(
            target, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken);
        foreach (var (path, xml) in XlsxParts.Of(sheet))
        {
            await using var part = await PartAsync(zip, path, at, cancellationToken);
            await part.WriteAsync(XlsxParts.Bytes(xml), cancellationToken);
        }

        await using var rowsPart = await PartAsync(zip, "xl/worksheets/sheet1.xml", at, cancellationToken);
        await using var writer = new StreamWriter(rowsPart, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), Buffer);
        var text = new StringBuilder();
        Head(text, columns);
        Row(text, [.. columns.Select(x => (Cell)x.Name)], HeaderStyle);
        var count = 1;
        using (var row = rows.GetEnumerator())
        {
            for (var more = row.MoveNext(); more && count < most; count++)
            {
                var cells = row.Current;
                more = row.MoveNext();
                Row(text, more
                    && count == most - 1 ? ["A sheet has no room for more rows; the CSV file has all of them."] : cells, PlainStyle);
                await writer.WriteAsync(text, cancellationToken);
                text.Clear();
            }
        }

        text.Append("</sheetData>")
            .Append(CultureInfo.InvariantCulture, $"<autoFilter ref=\"A1:{Letter(columns.Count - 1)}{count}\"/></worksheet>");
        await writer.WriteAsync(text, cancellationToken);
    }

    static async Task<Stream> PartAsync(ZipArchive zip, string path, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var entry = zip.CreateEntry(path, CompressionLevel.Fastest);
        entry.LastWriteTime = at.ToUniversalTime();
        return await entry.OpenAsync(cancellationToken);
    }

    /// <summary>Freezes the first row and sets the column widths.</summary>
    static void Head(StringBuilder text, IReadOnlyList<Column> columns)
    {
        text.Append(XlsxParts.Declaration).Append("<worksheet xmlns=\"").Append(XlsxParts.Main).Append("\">")
            .Append("<sheetViews><sheetView tabSelected=\"1\" workbookViewId=\"0\">")
            .Append("<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><cols>");
        foreach (var (index, column) in columns.Index())
        {
            text.Append(
                CultureInfo.InvariantCulture, $"<col min=\"{index + 1}\" max=\"{index + 1}\" width=\"{column.Width}\" customWidth=\"1\"/>");
        }

        text.Append("</cols><sheetData>");
    }

    static void Row(StringBuilder text, IReadOnlyList<Cell> cells, int style)
    {
        text.Append("<row>");
        foreach (var cell in cells)
        {
            if (cell.Instant is { } instant)
            {
                text.Append(CultureInfo.InvariantCulture, $"<c s=\"{DateStyle}\"><v>{(instant.UtcDateTime - Epoch).TotalDays:R}</v></c>");
            }
            else if (cell.Number is { } number)
            {
                text.Append(CultureInfo.InvariantCulture, $"<c><v>{number:R}</v></c>");
            }
            else if (cell.Text is { Length: > 0 } words)
            {
                text.Append(CultureInfo.InvariantCulture, $"<c s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">");
                XlsxText.Append(text, words.AsSpan(0, Math.Min(words.Length, LongestText)));
                text.Append("</t></is></c>");
            }
            else
            {
                text.Append("<c/>");
            }
        }

        text.Append("</row>");
    }

    static string Letter(int column) =>
        column < 26 ? $"{(char)('A' + column)}" : $"{Letter((column / 26) - 1)}{(char)('A' + (column % 26))}";
}
