using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Compliance.Failures;

namespace Compliance.SubjectRequests;

/// <summary>The ground of a request: an article of the GDPR without <c>Art.</c>, as <c>17(1)(b)</c>, valid for its type.</summary>
public readonly record struct Ground
{
    static readonly FrozenDictionary<SubjectRequestType, FrozenSet<string>> ByType = new Dictionary<SubjectRequestType, string[]>
    {
        [SubjectRequestType.Access] = ["15(1)", "15(2)", "15(3)"],
        [SubjectRequestType.Rectification] = ["16"],
        [SubjectRequestType.Erasure] = ["17(1)(a)", "17(1)(b)", "17(1)(c)", "17(1)(d)", "17(1)(e)", "17(1)(f)"],
        [SubjectRequestType.Restriction] = ["18(1)(a)", "18(1)(b)", "18(1)(c)", "18(1)(d)"],
        [SubjectRequestType.Portability] = ["20(1)", "20(2)"],
        [SubjectRequestType.Withdrawal] = ["7(3)"],
        [SubjectRequestType.Objection] = ["21(1)", "21(2)", "21(3)", "21(6)"],
        [SubjectRequestType.AutomatedDecision] = ["22(1)", "22(3)"],
    }.ToFrozenDictionary(x => x.Key, x => x.Value.ToFrozenSet(StringComparer.Ordinal));

    Ground(string text) => Text = text;

    public string Text { get; }

    /// <summary>The grounds that a type of request may name, in order.</summary>
    public static IReadOnlyList<string> Of(SubjectRequestType type) => [.. ByType[type].Order(StringComparer.Ordinal)];

    /// <param name="text">Exactly as in <see cref="Of"/>.</param>
    public static bool TryParse(SubjectRequestType type, [NotNullWhen(true)] string? text, out Ground ground)
    {
        var known = text is not null && ByType[type].Contains(text);
        ground = known ? new Ground(text!) : default;
        return known;
    }

    /// <summary>Parses the ground of a request. An absent ground is valid and gives null.</summary>
    public static Ground? Read(SubjectRequestType type, string? text, FieldErrors errors, string field = "ground")
    {
        if (text is null)
        {
            return null;
        }

        if (TryParse(type, text, out var ground))
        {
            return ground;
        }

        errors.Add(field, "must be one of: " + string.Join(", ", Of(type)));
        return null;
    }

    public override string ToString() => Text;
}
