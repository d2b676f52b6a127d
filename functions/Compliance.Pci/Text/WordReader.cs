using System.Globalization;
using System.Text;

namespace Compliance.Pci;

/// <summary>Reads words of any script, letter by letter.</summary>
/// <param name="json">The bytes are the inside of a JSON string.</param>
sealed class WordReader(bool json)
{
    public CharacterReader Characters { get; } = new(json);

    /// <summary>The folded word and its end. A word with digits ends before them; an overlong one is never a known word.</summary>
    public (int End, int Letters) Read(ReadOnlySpan<byte> text, int at, Span<char> word)
    {
        var letters = 0;
        while (at < text.Length)
        {
            if (char.IsAsciiLetter((char)text[at]) && letters < word.Length)
            {
                word[letters++] = (char)(text[at++] | 0x20);
                continue;
            }

            var rune = Characters.Next(text, at, out var length);
            if (Separators.IsInvisible(rune))
            {
                at += length;
                continue;
            }

            var inWord = (Rune.IsLetter(rune) && !Letters.IsUnspaced(rune.Value)) || rune.Value is '\'' or 0x2019
                || Rune.GetUnicodeCategory(rune) is UnicodeCategory.SpacingCombiningMark;
            if (!inWord)
            {
                // "cv2" and its variants are words although they contain a digit.
                if (rune.Value == '2' && letters is 2 or 3 && word[0] == 'c' && word[1] == 'v' && letters < word.Length)
                {
                    word[letters++] = '2';
                    at += length;
                }

                break;
            }

            at += length;
            if (!rune.IsBmp || letters >= word.Length)
            {
                letters = word.Length;
                continue;
            }

            word[letters++] = Letters.Fold((char)rune.Value);
        }

        while (letters > 0 && letters < word.Length && word[letters - 1] == '\'')
        {
            letters--;
        }

        return (at, letters == word.Length ? 0 : letters);
    }
}
