using System.Buffers.Text;

namespace Compliance.Pci;

/// <summary>The names that keystroke recorders use for keys.</summary>
static class KeyNames
{
    const int LongestName = 16;

    /// <summary>Virtual key codes of the digit row and the number pad (those of the row are also ASCII).</summary>
    const int RowZero = 48;
    const int PadZero = 96;

    /// <summary>Longest first, so that none hides another.</summary>
    static readonly string[] Prefixes = ["VK_NUMPAD", "NumberPad", "NumPad", "Keypad", "Number", "Digit", "KEY_KP", "KEY_", "VK_", "KP_", "KP", "Num", "D"];

    /// <summary>The digit that a key name denotes (<c>Digit4</c>, <c>VK_4</c>, <c>NumPad4</c>, <c>D4</c>), or -1.</summary>
    public static int Digit(ReadOnlySpan<byte> name)
    {
        if (name.Length is < 2 or > LongestName || name[^1] is < (byte)'0' or > (byte)'9')
        {
            return -1;
        }

        var stem = name[..^1];
        while (stem.Length > 1 && stem[^1] is (byte)' ' or (byte)'_' or (byte)'-')
        {
            stem = stem[..^1];
        }

        foreach (var prefix in Prefixes)
        {
            if (stem.Length == prefix.TrimEnd('_').Length && IsStem(stem, prefix))
            {
                return name[^1] - '0';
            }
        }

        return -1;
    }

    /// <summary>The digit that a number denotes: itself, or the key of that code if the property name refers to codes; otherwise
    /// -1.</summary>
    public static int Digit(string property, ReadOnlySpan<byte> number)
    {
        if (number.Length is 0 or > 3 || !Utf8Parser.TryParse(number, out int value, out var used) || used != number.Length)
        {
            return -1;
        }

        return property.Contains("code", StringComparison.OrdinalIgnoreCase) || property is "which" or "vk"
            ? value is >= RowZero and < RowZero + 10 ? value - RowZero : value is >= PadZero and < PadZero + 10 ? value - PadZero : -1
            : property is "key" or "char" or "digit" or "value" or "" && number.Length == 1 ? value : -1;
    }

    /// <summary>True for the name of a key that is not a digit (<c>ArrowLeft</c>, <c>F4</c>): letters, up to two digits, no
    /// space.</summary>
    public static bool IsName(ReadOnlySpan<byte> value)
    {
        var digits = 0;
        foreach (var x in value)
        {
            digits += x is >= (byte)'0' and <= (byte)'9' ? 1 : 0;
            if (!char.IsAsciiLetterOrDigit((char)x) && x != '_')
            {
                return false;
            }
        }

        return value.Length is > 1 and <= LongestName && digits <= 2 && digits < value.Length && char.IsAsciiLetter((char)value[0]);
    }

    static bool IsStem(ReadOnlySpan<byte> stem, string prefix)
    {
        for (var i = 0; i < stem.Length; i++)
        {
            if (char.ToLowerInvariant((char)stem[i]) != char.ToLowerInvariant(prefix[i]))
            {
                return false;
            }
        }

        return true;
    }
}
