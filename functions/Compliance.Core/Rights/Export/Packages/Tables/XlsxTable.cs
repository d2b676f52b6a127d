using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;

namespace Compliance.Rights.Export.Packages.Tables;

/// <summary>
/// A table as an OOXML workbook (ECMA-376) of one sheet, written forward row by row: real dates, column widths, a header that stays in view
/// and can be filtered. Texts are inline strings: none of them can become a formula.
/// </summary>
static class XlsxTable
{
    const string Main = XlsxParts.Main;

    /// <summary>A cell holds no more (ECMA-376, 18.3.1.4 by what programs read).</summary>
    const int LongestText = 32_767;

    const int PlainStyle = 0;
    const int DateStyle = 1;
    const int HeaderStyle = 2;

    /// <summary>Rows of a sheet, as programs read them.</summary>
    const int MostRows = 1_048_576;

    static readonly DateTime Epoch = new(1899, 12, 30, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Rows beyond what a sheet may have are in the CSV alone.</summary>
    public static async Task WriteAsync(
        Stream target,
        IReadOnlyList<Column> columns,
        IEnumerable<IReadOnlyList<Cell>> rows,
        DateTimeOffset at,
        CancellationToken cancellation)
    {
        using var zip = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var (path, xml) in XlsxParts.All)
        {
            await using var part = Part(zip, path, at);
            await part.WriteAsync(XlsxParts.Bytes(xml), cancellation);
        }

        await using var sheet = Part(zip, "xl/worksheets/sheet1.xml", at);
        await using var writer = XmlWriter.Create(sheet, new XmlWriterSettings { Async = true, Encoding = new UTF8Encoding(false) });
        await writer.WriteStartDocumentAsync(standalone: true);
        await writer.WriteStartElementAsync(null, "worksheet", Main);
        Head(writer, columns);
        writer.WriteStartElement("sheetData", Main);
        Row(writer, [.. columns.Select(x => (Cell)x.Name)], HeaderStyle);
        var count = 1;
        foreach (var row in rows.Take(MostRows - 1))
        {
            Row(writer, row, PlainStyle);
            count++;
            await writer.FlushAsync();
        }

        await writer.WriteEndElementAsync();
        writer.WriteStartElement("autoFilter", Main);
        writer.WriteAttributeString("ref", string.Create(CultureInfo.InvariantCulture, $"A1:{Letter(columns.Count - 1)}{count}"));
        await writer.WriteEndElementAsync();
        await writer.WriteEndDocumentAsync();
    }

    static Stream Part(ZipArchive zip, string path, DateTimeOffset at)
    {
        var entry = zip.CreateEntry(path, CompressionLevel.Fastest);
        entry.LastWriteTime = at.ToUniversalTime();
        return entry.Open();
    }

    /// <summary>The first row stays in view; columns are as wide as what is in them.</summary>
    static void Head(XmlWriter writer, IReadOnlyList<Column> columns)
    {
        writer.WriteRaw("<sheetViews><sheetView tabSelected=\"1\" workbookViewId=\"0\">"
            + "<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><cols>");
        foreach (var (index, column) in columns.Index())
        {
            writer.WriteRaw($"<col min=\"{index + 1}\" max=\"{index + 1}\" width=\"{column.Width}\" customWidth=\"1\"/>");
        }

        writer.WriteRaw("</cols>");
    }

    static void Row(XmlWriter writer, IReadOnlyList<Cell> cells, int style)
    {
        writer.WriteStartElement("row", Main);
        foreach (var cell in cells)
        {
            writer.WriteStartElement("c", Main);
            if (cell.Instant is { } instant)
            {
                writer.WriteAttributeString("s", $"{DateStyle}");
                writer.WriteElementString("v", Main, (instant.UtcDateTime - Epoch).TotalDays.ToString("R", CultureInfo.InvariantCulture));
            }
            else if (cell.Number is { } number)
            {
                writer.WriteElementString("v", Main, number.ToString("R", CultureInfo.InvariantCulture));
            }
            else if (cell.Text is { Length: > 0 } text)
            {
                writer.WriteAttributeString("s", $"{style}");
                writer.WriteAttributeString("t", "inlineStr");
                writer.WriteStartElement("is", Main);
                writer.WriteStartElement("t", Main);
                writer.WriteAttributeString("xml", "space", null, "preserve");
                writer.WriteString(Clean(text));
                writer.WriteEndElement();
                writer.WriteEndElement();
            }

            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    /// <summary>XML 1.0 has no control characters, and no halves of a pair.</summary>
    static string Clean(string text)
    {
        var cut = text.Length <= LongestText ? text : text[..LongestText];
        var clean = new StringBuilder(cut.Length);
        foreach (var rune in cut.EnumerateRunes())
        {
            clean.Append(rune.Value is < 0x20 and not ('\t' or '\n' or '\r') or 0xFFFE or 0xFFFF ? "\uFFFD" : rune.ToString());
        }

        return clean.ToString();
    }

    static string Letter(int column) => column < 26 ? $"{(char)('A' + column)}" : $"{Letter((column / 26) - 1)}{(char)('A' + (column % 26))}";
}
