using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;
using Compliance.Pci;

namespace Compliance.Forms;

/// <summary>
/// Words and documents that people write. Card data in them is never stored (PCI DSS 3.3.1): what was said of it stays readable.
/// </summary>
public static class CardFreeText
{
    /// <summary>
    /// Whether a document holds card data: any text by its bytes, whatever it is declared as, and what is declared as text by those of
    /// Latin-1. Other formats are not examined.
    /// </summary>
    public static bool IsIn(ReadOnlySpan<byte> content, string contentType) =>
        TextOf(content, contentType) is { } text && PciText.Redact(text).Findings.Count > 0;

    [return: NotNullIfNotNull(nameof(text))]
    public static string? Of(string? text) => text is null ? null : PciText.Redact(text).Redacted;

    static string? TextOf(ReadOnlySpan<byte> content, string contentType)
    {
        Encoding encoding = content switch
        {
            [0xFF, 0xFE, ..] => Encoding.Unicode,
            [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
            _ when Utf8.IsValid(content) => Encoding.UTF8,
            _ => Encoding.Latin1,
        };
        var text = encoding.GetString(content);
        var isText = ReferenceEquals(encoding, Encoding.Latin1)
            ? contentType.StartsWith("text/", StringComparison.Ordinal) || contentType.StartsWith("message/", StringComparison.Ordinal)
            : !text.Contains('\0', StringComparison.Ordinal);
        return isText ? text : null;
    }
}
