using System.Globalization;
using System.Text;

namespace Compliance.Pci;

/// <summary>Letters as the gate compares them, across scripts.</summary>
static class Letters
{
    static readonly char[] Folded = Table();

    /// <summary>
    /// The letter in lower case and without accents; Arabic letters without hamza, Katakana as Hiragana, full-width letters as usual ones.
    /// </summary>
    public static char Fold(char letter) => Folded[letter];

    /// <summary>True for the letters of Chinese and Japanese, which put no spaces between words.</summary>
    public static bool IsUnspaced(int rune) => rune is >= 0x3040 and <= 0x30FF or >= 0x4E00 and <= 0x9FFF or >= 0x3400 and <= 0x4DBF
        or 0x3005 or 0x3007;

    static char[] Table()
    {
        var folded = new char[char.MaxValue + 1];
        for (var code = 0; code <= char.MaxValue; code++)
        {
            var letter = (char)code;
            folded[code] = code switch
            {
                >= 0xD800 and < 0xE000 => letter,
                '’' or 'ʼ' or '＇' => '\'',
                'ł' or 'Ł' => 'l',
                'ø' or 'Ø' => 'o',
                'đ' or 'Đ' => 'd',
                'ı' or 'İ' => 'i',
                'ς' => 'σ',
                'ґ' or 'Ґ' => 'г',
                'ى' => 'ي',
                'ة' => 'ه',
                >= 0x30A1 and <= 0x30F6 => (char)(code - 0x60),
                >= 0xFF21 and <= 0xFF3A => (char)(code - 0xFF21 + 'a'),
                >= 0xFF41 and <= 0xFF5A => (char)(code - 0xFF41 + 'a'),
                < 0x80 => char.ToLowerInvariant(letter),
                < 0x0A00 or >= 0x1E00 and < 0x2000 => Base(letter),
                _ => char.ToLowerInvariant(letter),
            };
        }

        return folded;
    }

    static char Base(char letter)
    {
        var parts = letter.ToString().Normalize(NormalizationForm.FormD);
        var bare = parts.Length > 1 && char.GetUnicodeCategory(parts[1]) is UnicodeCategory.NonSpacingMark ? parts[0] : letter;
        return char.ToLowerInvariant(bare);
    }
}
