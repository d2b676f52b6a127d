using System.Collections.Frozen;

namespace Compliance.Identities;

/// <summary>Digits that stand for "no number": they are nobody's identity, and everybody would match them.</summary>
static class PhonePlaceholders
{
    /// <summary>Runs of the keypad, and words typed on it that carriers give for withheld numbers (ANONYMOUS, RESTRICTED …).</summary>
    static readonly FrozenSet<string> Known = FrozenSet.ToFrozenSet(
        [
            "1234567", "12345678", "123456789", "1234567890",
            "266696687", "7378742833", "17378742833", "86282452253", "8656696", "2562533", "7742288", "464646",
        ],
        StringComparer.Ordinal);

    public static bool Contains(string digits) => Known.Contains(digits) || IsOneDigit(digits);

    /// <summary>True for digits that are all the same.</summary>
    public static bool IsOneDigit(string digits) => digits.Length > 2 && digits.AsSpan().IndexOfAnyExcept(digits[0]) < 0;
}
