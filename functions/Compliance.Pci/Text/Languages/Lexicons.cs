namespace Compliance.Pci;

/// <summary>The languages whose spoken numbers the gate understands.</summary>
static class Lexicons
{
    /// <summary>
    /// At most 32: sets of languages are bit masks, which those of <see cref="OtherLexicons"/> continue. Their order decides only between
    /// equals.
    /// </summary>
    public static readonly IReadOnlyList<Lexicon> All =
    [
        GermanicLexicons.English(), GermanicLexicons.German(), RomanceLexicons.French(), RomanceLexicons.Spanish(),
        GermanicLexicons.Dutch(), RomanceLexicons.Italian(), RomanceLexicons.Portuguese(), RomanceLexicons.Catalan(),
        RomanceLexicons.Romanian(), GermanicLexicons.Swedish(), GermanicLexicons.Danish(), GermanicLexicons.Norwegian(),
        SlavicLexicons.Polish(), SlavicLexicons.Czech(), SlavicLexicons.Slovak(), SlavicLexicons.Ukrainian(),
        SlavicLexicons.Russian(), OtherEuropeanLexicons.Finnish(), OtherEuropeanLexicons.Hungarian(), OtherEuropeanLexicons.Turkish(),
        OtherEuropeanLexicons.Greek(), AsianLexicons.Chinese(), AsianLexicons.Japanese(), AsianLexicons.Hindi(), AsianLexicons.Arabic(),
    ];

    public static int Count => All.Count;

    /// <summary>True if the gate understands numbers spoken in the language of a BCP 47 tag, or the tag names none.</summary>
    public static bool Knows(string? tag)
    {
        var primary = (tag ?? "").Trim().Split('-', '_')[0].ToLowerInvariant();
        return primary is "" or "und" or "mul" or "zxx" or "mis" || All.Any(x => x.Tags.Contains(primary, StringComparer.Ordinal));
    }
}
