using System.Globalization;
using System.Text;

namespace Compliance.Pci;

/// <summary>Escapes within JSON strings (RFC 8259, 7).</summary>
static class JsonEscape
{
    /// <summary>The character whose escape begins with the backslash at a position.</summary>
    public static Rune Read(ReadOnlySpan<byte> text, int at, out int length)
    {
        length = Math.Min(2, text.Length - at);
        if (length < 2)
        {
            return new Rune('\\');
        }

        if (text[at + 1] == 'u' && Hex(text, at + 2) is { } unit)
        {
            length = 6;
            if (char.IsHighSurrogate(unit) && at + 12 <= text.Length && text[at + 6] == '\\' && text[at + 7] == 'u'
                && Hex(text, at + 8) is { } low && char.IsLowSurrogate(low))
            {
                length = 12;
                return new Rune(unit, low);
            }

            return Rune.TryCreate(unit, out var rune) ? rune : Rune.ReplacementChar;
        }

        return new Rune(text[at + 1] switch
        {
            (byte)'n' => '\n',
            (byte)'r' => '\r',
            (byte)'t' => '\t',
            < 0x80 and var other => (char)other,
            _ => '\\',
        });
    }

    static char? Hex(ReadOnlySpan<byte> text, int at) =>
        at + 4 <= text.Length
        && ushort.TryParse(text.Slice(at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? (char)value
            : null;
}
