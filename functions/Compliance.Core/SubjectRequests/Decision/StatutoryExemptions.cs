namespace Compliance.SubjectRequests;

/// <summary>Exceptions that a person may claim when excluding a recording, by naming the article in the reason.</summary>
public static class StatutoryExemptions
{
    public static IReadOnlyList<string> Of(SubjectRequestType type) => type switch
    {
        SubjectRequestType.Erasure => ["17(3)(a)", "17(3)(b)", "17(3)(c)", "17(3)(d)", "17(3)(e)", "12(5)(b)"],
        SubjectRequestType.Access => ["15(4)", "12(5)(b)"],
        SubjectRequestType.Portability => ["20(3)", "20(4)", "12(5)(b)"],
        SubjectRequestType.Objection => ["21(1)", "21(6)", "12(5)(b)"],
        _ => ["12(5)(b)"],
    };

    /// <returns>The first entry of <see cref="Of"/> that the reason names; null if it names none.</returns>
    public static string? In(SubjectRequestType type, string? reason) =>
        Of(type).FirstOrDefault(x => reason?.Contains(x, StringComparison.Ordinal) is true);
}
