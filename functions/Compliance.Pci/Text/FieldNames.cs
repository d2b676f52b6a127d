namespace Compliance.Pci;

/// <summary>Names of form and JSON fields that indicate their content.</summary>
static class FieldNames
{
    static readonly string[] Cvv = ["cvv", "cvc", "cv2", "csc", "securitycode", "cardcode", "cardverification", "verificationvalue"];
    static readonly string[] Pin = ["pin", "cardpin", "pinnumber", "debitpin"];
    static readonly string[] Number = ["cardnumber", "ccnumber", "cardnum", "ccnum", "creditcard", "debitcard", "pan", "cardno",
        "kartennummer"];

    /// <summary>Card verification value, PIN or card number; null for any other name.</summary>
    public static PciFindingKind? KindOf(string name)
    {
        if (name.Length is < 3 or > 60)
        {
            return null;
        }

        Span<char> letters = stackalloc char[name.Length];
        var count = 0;
        foreach (var character in name)
        {
            if (char.IsAsciiLetter(character) || (character == '2' && count > 1))
            {
                letters[count++] = char.ToLowerInvariant(character);
            }
        }

        var plain = letters[..count];
        foreach (var known in Cvv)
        {
            if (plain.IndexOf(known) >= 0)
            {
                return PciFindingKind.Cvv;
            }
        }

        foreach (var known in Pin)
        {
            if (plain.SequenceEqual(known))
            {
                return PciFindingKind.Pin;
            }
        }

        foreach (var known in Number)
        {
            if (known.Length == 3 ? plain.SequenceEqual(known) : plain.IndexOf(known) >= 0)
            {
                return PciFindingKind.Pan;
            }
        }

        return null;
    }

    /// <summary>Whether a value fits its field: three or four digits, four to twelve for a PIN. Card numbers are recognised by their own
    /// digits.</summary>
    public static bool IsValue(ReadOnlySpan<byte> text, PciFindingKind kind) =>
        !text.IsEmpty && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9') && kind switch
        {
            PciFindingKind.Cvv => text.Length is 3 or 4,
            PciFindingKind.Pin => text.Length is >= 4 and <= 12,
            _ => false,
        };
}
