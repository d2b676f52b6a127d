using System.Text;

namespace Compliance.SubjectRequests;

/// <summary>
/// The parts of a workbook that are the same for every table (ECMA-376): content types, relationships, three styles.
/// </summary>
static class XlsxParts
{
    public const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    public const string Declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

    const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const string Package = "http://schemas.openxmlformats.org/package/2006";
    const string Types = "application/vnd.openxmlformats-officedocument.spreadsheetml";

    /// <param name="sheet">The name of the sheet, of letters.</param>
    public static IReadOnlyList<(string Path, string Xml)> Of(string sheet) =>
    [
        ("[Content_Types].xml", $"""
            <Types xmlns="{Package}/content-types">
            <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
            <Default Extension="xml" ContentType="application/xml"/>
            <Override PartName="/xl/workbook.xml" ContentType="{Types}.sheet.main+xml"/>
            <Override PartName="/xl/worksheets/sheet1.xml" ContentType="{Types}.worksheet+xml"/>
            <Override PartName="/xl/styles.xml" ContentType="{Types}.styles+xml"/></Types>
            """),
        ("_rels/.rels", $"""
            <Relationships xmlns="{Package}/relationships">
            <Relationship Id="rId1" Type="{Relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>
            """),
        ("xl/workbook.xml", $"""
            <workbook xmlns="{Main}" xmlns:r="{Relations}"><sheets><sheet name="{sheet}" sheetId="1" r:id="rId1"/>
            </sheets></workbook>
            """),
        ("xl/_rels/workbook.xml.rels", $"""
            <Relationships xmlns="{Package}/relationships">
            <Relationship Id="rId1" Type="{Relations}/worksheet" Target="worksheets/sheet1.xml"/>
            <Relationship Id="rId2" Type="{Relations}/styles" Target="styles.xml"/></Relationships>
            """),
        ("xl/styles.xml", $"""
            <styleSheet xmlns="{Main}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd\ hh:mm:ss"/>
            </numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/>
            <name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill>
            <patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>
            <cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3">
            <xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
            <xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
            <xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs><cellStyles count="1">
            <cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>
            """),
    ];

    /// <summary>A part as bytes; line breaks between elements have no meaning.</summary>
    public static byte[] Bytes(string xml) => Encoding.UTF8.GetBytes(Declaration + xml.ReplaceLineEndings("\n"));
}
