namespace Compliance.Identities;

/// <summary>
/// Account and agent ids: the tenant's own numbers. Compatibility forms, surrounding and repeated white space, and case are only spelling.
/// Separators are part of the number, because only the tenant knows whether they matter.
/// </summary>
static class PlainIdentities
{
    public const int MostCharacters = 128;

    /// <summary>Upper case: <c>AC-100000</c>.</summary>
    public static string? AccountId(string text) => Fold(text)?.ToUpperInvariant();

    /// <summary>Lower case: <c>agent-1</c>.</summary>
    public static string? AgentId(string text) => Fold(text) is { } folded ? UnicodeText.FoldCase(folded) : null;

    static string? Fold(string text) =>
        UnicodeText.Fold(text) is { Length: > 0 and <= MostCharacters } folded ? UnicodeText.FoldDigits(folded) : null;
}
