using System.Diagnostics.CodeAnalysis;
using Compliance.Pci;

namespace Compliance.Forms;

/// <summary>Words that people write. Card data in them is never stored (PCI DSS 3.3.1): what was said of it stays readable.</summary>
public static class CardFreeText
{
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Of(string? text) => text is null ? null : PciText.Redact(text).Redacted;
}
