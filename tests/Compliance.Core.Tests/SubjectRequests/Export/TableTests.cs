using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.SubjectRequests.Export;

public sealed class TableTests
{
    static readonly XNamespace Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    static readonly IReadOnlyList<Column> Columns = [new("Text", 20), new("When", 20), new("Number", 8)];

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("two\r\nlines", "\"two\r\nlines\"")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+44", "'+44")]
    [InlineData("-2", "'-2")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("  =1", "'  =1")]
    [InlineData("＝1", "'＝1")]
    [InlineData("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\"")]
    public async Task Csv_AnyText_IsOneFieldAndNoFormula(string text, string expected)
    {
        using var target = new MemoryStream();
        await CsvTable.WriteAsync(target, Columns, [[text, (DateTimeOffset?)DateTimeOffset.UnixEpoch, (double?)-1.5]], Cancellation);
        Assert.Equal($"\uFEFFText,When,Number\r\n{expected},1970-01-01T00:00:00Z,-1.5\r\n", Encoding.UTF8.GetString(target.ToArray()));
    }

    [Fact]
    public async Task Xlsx_Table_HasDatesWidthsAndAHeaderThatStays()
    {
        using var target = new MemoryStream();
        var at = new DateTimeOffset(2026, 3, 2, 18, 0, 0, TimeSpan.Zero);
        IReadOnlyList<Cell>[] rows =
        [
            ["=1+1 & <b>\u0001 \uD83D\uDE42\uD83D\r\n", (DateTimeOffset?)at, (double?)28.76],
            [(string?)null, (DateTimeOffset?)null, (double?)null],
        ];
        await XlsxTable.WriteAsync(target, Columns, rows, at, Cancellation);

        using var zip = new ZipArchive(target, ZipArchiveMode.Read);
        foreach (var part in zip.Entries)
        {
            await using var xml = part.Open();
            Assert.NotNull(XDocument.Load(xml).Root);
        }

        await using var content = zip.GetEntry("xl/worksheets/sheet1.xml")!.Open();
        var sheet = XDocument.Load(content).Root!;
        Assert.Equal("frozen", (string?)sheet.Descendants(Main + "pane").Single().Attribute("state"));
        Assert.Equal([20, 20, 8], sheet.Descendants(Main + "col").Select(x => (int)x.Attribute("width")!));
        Assert.Equal("A1:C3", (string?)sheet.Element(Main + "autoFilter")!.Attribute("ref"));
        var cells = sheet.Descendants(Main + "row").ElementAt(1).Elements(Main + "c").ToList();
        Assert.Equal(("inlineStr", "=1+1 & <b>\uFFFD \uD83D\uDE42\uFFFD\r\n"), ((string?)cells[0].Attribute("t"), cells[0].Value));
        Assert.Equal(("1", 46083.75), ((string?)cells[1].Attribute("s"), (double)cells[1].Element(Main + "v")!));
        Assert.Equal(28.76, (double)cells[2].Element(Main + "v")!);
        Assert.Empty(sheet.Descendants(Main + "f"));
    }

    [Theory]
    [InlineData(3, 4, false)]
    [InlineData(4, 4, true)]
    [InlineData(9, 4, true)]
    public async Task Xlsx_MoreRowsThanASheetHas_SaysSoInTheLast(int rows, int most, bool said)
    {
        using var target = new MemoryStream();
        var table = Enumerable.Range(1, rows).Select(x => (IReadOnlyList<Cell>)[$"row {x}"]);
        await XlsxTable.WriteAsync(target, Columns, table, DateTimeOffset.UnixEpoch.AddYears(50), Cancellation, most);

        using var zip = new ZipArchive(target, ZipArchiveMode.Read);
        await using var content = zip.GetEntry("xl/worksheets/sheet1.xml")!.Open();
        var sheet = XDocument.Load(content).Root!;
        var written = sheet.Descendants(Main + "row").Select(x => x.Value).ToList();
        Assert.Equal(Math.Min(rows + 1, most), written.Count);
        Assert.Equal("row 2", written[2]);
        Assert.Equal(said, written[^1] != $"row {rows}");
        Assert.Equal($"A1:C{written.Count}", (string?)sheet.Element(Main + "autoFilter")!.Attribute("ref"));
    }
}
