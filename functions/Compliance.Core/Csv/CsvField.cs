using System.Buffers;

namespace Compliance.Csv;

/// <summary>
/// A text as one field of a CSV line (RFC 4180). If a spreadsheet would take it for a formula, an apostrophe precedes it.
/// </summary>
static class CsvField
{
    static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    public static string Of(string text)
    {
        var safe = IsFormula(text) ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(Quoted) < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>Also detects formulas after blanks and control characters, and in the full-width forms that some programs fold.</summary>
    static bool IsFormula(string text) =>
        text.AsSpan().TrimStart(" \t\r\n\0").TrimStart('\uFEFF') is ['=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠', ..]
        || text is ['\t' or '\r' or '\n', ..];
}
