using System.Text.RegularExpressions;

namespace Compliance.Json;

/// <summary>
/// Location of a fault: <c>parties[1].phone</c>. Names come from the caller too, so one that is not a plain identifier, or that contains
/// seven digits, may be personal data: the path then ends at its parent.
/// </summary>
public readonly partial record struct FieldPath(string Text, bool Closed)
{
    public static FieldPath Root { get; } = new("", Closed: false);

    public override string ToString() => Text.Length == 0 ? StrictJson.Body : Text;

    public FieldPath Member(string name) =>
        Closed ? this
        : IsPlain(name) ? this with { Text = Text.Length == 0 ? name : $"{Text}.{name}" }
        : this with { Closed = true };

    public FieldPath Item(int index) => Closed ? this : this with { Text = $"{Text}[{index}]" };

    static bool IsPlain(string name) => Identifier().IsMatch(name) && name.Count(char.IsAsciiDigit) < 7;

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_-]{0,63}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Identifier();
}
