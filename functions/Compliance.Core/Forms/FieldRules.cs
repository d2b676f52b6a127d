using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;
using Compliance.Failures;
using Compliance.Identities;
using Compliance.Pci;

namespace Compliance.Forms;

/// <summary>Rules shared by many fields. An absent value satisfies all of them.</summary>
sealed partial class FieldRules(FieldErrors errors)
{
    public void Add(string field, string message) => errors.Add(field, message);

    public void Require(bool holds, string field, string message)
    {
        if (!holds)
        {
            errors.Add(field, message);
        }
    }

    /// <summary>One line of 1 to <paramref name="most"/> characters.</summary>
    public void Line(string field, string? text, int most)
    {
        if (text is not null && (string.IsNullOrWhiteSpace(text) || text.Length > most || text.Any(char.IsControl) || !IsUnicode(text)))
        {
            errors.Add(field, $"must be one line of 1-{most} characters");
        }
    }

    /// <summary>Like <see cref="Line"/>, but line breaks and tabs are allowed.</summary>
    public void Note(string field, string? text) =>
        Line(field, text?.ReplaceLineEndings(" ").Replace('\t', ' '), FieldLimits.NoteCharacters);

    /// <param name="what">What the number counts: <c>entries: </c>.</param>
    public void Between(string field, int value, int least, int most, string what = "") =>
        Require(value >= least && value <= most, field, $"{what}must be between {least} and {most}");

    /// <returns>True if the items are present and few enough to be checked one by one.</returns>
    public bool Counts<T>(string field, [NotNullWhen(true)] IReadOnlyCollection<T>? items, int least, int most)
    {
        var fits = items is null || (items.Count >= least && items.Count <= most);
        Require(fits, field, least == 0 ? $"must hold at most {most}" : $"must hold {least} to {most}");
        return fits && items is not null;
    }

    public void Language(string field, string? tag)
    {
        if (tag is not null && !LanguageTag().IsMatch(tag))
        {
            errors.Add(field, "must be a BCP 47 language tag, like en or pt-BR");
        }

        NoCard(field, tag);
    }

    public void Queue(string field, string? queue, IEnumerable<NormalizedIdentity> announced)
    {
        Line(field, queue, FieldLimits.QueueCharacters);
        Opaque(field, queue, announced);
    }

    /// <summary>See <see cref="OpaqueText"/>.</summary>
    public void Opaque(string field, string? text, IEnumerable<NormalizedIdentity> announced)
    {
        if (text is { Length: <= FieldLimits.NoteCharacters } && OpaqueText.Check(text, announced) is { } fault)
        {
            errors.Add(field, fault);
        }
    }

    /// <summary>For names that other data refers to: nothing can be removed from them, so they must not contain a card number.</summary>
    public void NoCard(string field, string? text)
    {
        if (text is { Length: <= FieldLimits.NoteCharacters } && PciText.Redact(text).Findings.Count > 0)
        {
            errors.Add(field, "must not contain a card number");
        }
    }

    static bool IsUnicode(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar)
            {
                return false;
            }
        }

        return true;
    }

    [GeneratedRegex(
        @"\A(?=.{2,35}\z)(?:[A-Za-z]{2,8}|[xi])(?:-[A-Za-z0-9]{1,8})*\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LanguageTag();
}
