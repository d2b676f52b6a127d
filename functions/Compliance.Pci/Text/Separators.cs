using System.Globalization;
using System.Text;

namespace Compliance.Pci;

/// <summary>What the characters between digits and words mean.</summary>
static class Separators
{
    public static Gap GapOf(Rune rune) => rune.Value switch
    {
        '\n' or '\r' or 0x2028 or 0x2029 => Gap.Line,
        '.' or 0xB7 or 0x2022 or 0x2219 => Gap.Dot,
        '-' or 0x2212 => Gap.Dash,
        '+' => Gap.Plus,
        '/' or '_' or '|' => Gap.Stroke,
        ',' or ':' or ';' or '!' or '?' or '"' or '\'' or '(' or ')' or 0x2026 or 0x3001 or 0x3002 or 0xFF0C or 0xFF1F or 0x060C or 0x061F
            => Gap.Mark,
        _ when Rune.IsWhiteSpace(rune) => Gap.Space,
        _ when Rune.GetUnicodeCategory(rune) is UnicodeCategory.DashPunctuation => Gap.Dash,
        _ => Gap.Break,
    };

    /// <summary>Zero-width characters and marks: a reader reads the number through them.</summary>
    public static bool IsInvisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;
}
