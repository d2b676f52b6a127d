using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;

namespace Compliance.Pci;

/// <summary>
/// Reads the characters of a UTF-8 text, however they are wrapped: JSON escapes, HTML entities, percent encoding, quoted-printable. A
/// wrapped character is as long as all of its bytes, so it is removed with its wrapping.
/// </summary>
/// <param name="json">The bytes are the inside of a JSON string.</param>
sealed class CharacterReader(bool json)
{
    const int LongestEntity = 10;

    /// <summary>Stands for a line break that the encoding added: it separates nothing.</summary>
    static readonly Rune Nothing = new('\u2060');

    /// <summary>True once the text was declared as quoted-printable (RFC 2045, 6.7); otherwise only unmistakable codes count.</summary>
    public bool QuotedPrintable { get; set; }

    public Rune Next(ReadOnlySpan<byte> text, int at, out int length)
    {
        var rune = Plain(text, at, out length);
        return rune.Value switch
        {
            '&' => Entity(text, at, ref length) ?? rune,
            '%' => Percent(text, at, ref length) ?? rune,
            '=' => Quoted(text, at, ref length) ?? rune,
            _ => rune,
        };
    }

    /// <summary>A character without any wrapping but that of JSON.</summary>
    public Rune Plain(ReadOnlySpan<byte> text, int at, out int length)
    {
        if (text[at] < 0x80)
        {
            length = 1;
            return json && text[at] == '\\' ? JsonEscape.Read(text, at, out length) : new Rune((char)text[at]);
        }

        _ = Rune.DecodeFromUtf8(text[at..], out var rune, out length);
        return rune;
    }

    /// <summary>The byte after the tag that begins here; 0 if none does. Its inside begins after the first character.</summary>
    public int TagEnd(ReadOnlySpan<byte> text, int at, int longest)
    {
        for (int i = at, characters = 0; i < text.Length && i - at < longest; characters++)
        {
            var rune = Plain(text, i, out var length);
            i += length;
            if (characters > 0 && rune.Value == '>')
            {
                return characters > 1 ? i : 0;
            }

            if ((characters > 0 && rune.Value == '<')
                || (characters == 1 && !(Rune.IsLetterOrDigit(rune) && rune.IsAscii) && rune.Value is not ('/' or '!' or '?')))
            {
                return 0;
            }
        }

        return 0;
    }

    Rune? Entity(ReadOnlySpan<byte> text, int at, ref int length)
    {
        Span<char> name = stackalloc char[LongestEntity];
        var count = 0;
        for (var i = at + length; i < text.Length && count < LongestEntity;)
        {
            var rune = Plain(text, i, out var width);
            i += width;
            var numeric = count > 0 && name[0] == '#';
            if (rune.Value == ';' && count > 0)
            {
                return Named(text, at, name[..count], i, ref length);
            }

            if (!rune.IsAscii || (rune.Value == '#' ? count > 0 : !Rune.IsLetterOrDigit(rune))
                || (numeric && !char.IsAsciiHexDigit((char)rune.Value) && (rune.Value | 0x20) != 'x'))
            {
                return null;
            }

            name[count++] = (char)rune.Value;
        }

        return null;
    }

    Rune? Named(ReadOnlySpan<byte> text, int at, ReadOnlySpan<char> name, int end, ref int length)
    {
        var decoded = WebUtility.HtmlDecode($"&{name};");
        if (decoded == "&" && end < text.Length)
        {
            // Encoded twice: "&amp;#52;" is "&#52;".
            var inner = end - at - 1;
            if (Entity(text, at + inner, 1, out var end2) is { } twice)
            {
                length = end2 - at;
                return twice;
            }
        }

        if (Rune.DecodeFromUtf16(decoded, out var rune, out var used) is not OperationStatus.Done || used != decoded.Length)
        {
            return null;
        }

        length = end - at;
        return rune;
    }

    Rune? Entity(ReadOnlySpan<byte> text, int at, int head, out int end)
    {
        var length = head;
        var rune = Entity(text, at, ref length);
        end = at + length;
        return rune;
    }

    static Rune? Percent(ReadOnlySpan<byte> text, int at, ref int length)
    {
        var first = at + length;
        if (first < text.Length && text[first] == 'u' && HexAt(text, first + 1, 4) is { } unit)
        {
            length += 5;
            return Rune.TryCreate(unit, out var wide) ? wide : Rune.ReplacementChar;
        }

        // Encoded twice: "%2534" is "%34".
        var skip = HexAt(text, first, 2) == '%' && HexAt(text, first + 2, 2) is not null ? 2 : 0;
        return Coded(text, first + skip, (byte)'%', skip, ref length);
    }

    /// <summary>One character from its codes: <c>34</c>, or all bytes of its UTF-8, each behind <paramref name="mark"/>.</summary>
    static Rune? Coded(ReadOnlySpan<byte> text, int first, byte mark, int skip, ref int length)
    {
        Span<byte> bytes = stackalloc byte[4];
        var (at, count) = (first, 0);
        while (count < bytes.Length && HexAt(text, at, 2) is { } code)
        {
            bytes[count++] = (byte)code;
            at += 2;
            if (Rune.DecodeFromUtf8(bytes[..count], out var rune, out _) is OperationStatus.Done)
            {
                length = at - first + length + skip;
                return rune;
            }

            if (at >= text.Length || text[at] != mark)
            {
                return null;
            }

            at += 1 + skip;
        }

        return null;
    }

    Rune? Quoted(ReadOnlySpan<byte> text, int at, ref int length)
    {
        var after = at + length;
        if (after >= text.Length)
        {
            return json ? null : Nothing;
        }

        var next = Plain(text, after, out var width);
        if (next.Value is '\r' or '\n')
        {
            length += width;
            if (next.Value == '\r' && after + width < text.Length && Plain(text, after + width, out var feed).Value == '\n')
            {
                length += feed;
            }

            return Nothing;
        }

        // "=37" may be the beginning of a value, unless the next or the preceding character is coded too.
        var coded = QuotedPrintable || (HexAt(text, after, 2) is not null
            && ((after + 2 < text.Length && text[after + 2] == '=' && HexAt(text, after + 3, 2) is not null)
                || (at >= 3 && text[at - 3] == '=' && HexAt(text, at - 2, 2) is not null)));
        return coded ? Coded(text, after, (byte)'=', 0, ref length) : null;
    }

    static int? HexAt(ReadOnlySpan<byte> text, int at, int digits) =>
        at + digits <= text.Length
        && ushort.TryParse(text.Slice(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;
}
