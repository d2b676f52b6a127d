using System.Buffers;
using System.Text;

namespace Compliance.SubjectRequests;

/// <summary>Text as the content of an XML 1.0 element.</summary>
static class XlsxText
{
    /// <summary>
    /// Characters that must be escaped: markup, carriage returns, which readers fold, characters that XML excludes, and surrogates.
    /// </summary>
    static readonly SearchValues<char> Special = SearchValues.Create(
        [.. "&<>\r\uFFFE\uFFFF", .. Chars('\0', '\u001F').Except("\t\n\r"), .. Chars('\uD800', '\uDFFF')]);

    public static void Append(StringBuilder target, ReadOnlySpan<char> text)
    {
        while (text.IndexOfAny(Special) is >= 0 and var at)
        {
            target.Append(text[..at]);
            Rune.DecodeFromUtf16(text[at..], out var rune, out var length);
            _ = rune.Value switch
            {
                '&' => target.Append("&amp;"),
                '<' => target.Append("&lt;"),
                '>' => target.Append("&gt;"),
                '\r' => target.Append("&#13;"),
                < 0x20 or 0xFFFE or 0xFFFF => target.Append('\uFFFD'),
                _ => target.Append(rune.ToString()),
            };
            text = text[(at + length)..];
        }

        target.Append(text);
    }

    static IEnumerable<char> Chars(char first, char last) => Enumerable.Range(first, last - first + 1).Select(x => (char)x);
}
