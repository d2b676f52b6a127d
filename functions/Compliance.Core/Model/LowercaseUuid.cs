using System.Diagnostics.CodeAnalysis;

namespace Compliance.Model;

/// <summary>A UUID in its one spelling here: lowercase, with hyphens (RFC 9562, 4), so that one id has one blob and one URL.</summary>
static class LowercaseUuid
{
    public static bool TryParse([NotNullWhen(true)] string? text, out Guid value) =>
        Guid.TryParseExact(text, "D", out value) && string.Equals(text, value.ToString("D"), StringComparison.Ordinal);
}
