using System.Collections.Frozen;
using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>
/// The effect of a ground on a purpose, by the purpose's lawful basis (GDPR Art. 17(1), 21): (ground, basis) → the article and reason by
/// which it ends. A pair that is not in the table is out of the ground's reach: such a purpose continues until it is over.
/// </summary>
static class PurposeTable
{
    static readonly FrozenDictionary<(string Ground, LawfulBasis Basis), (string Article, string Reason)> Ends = Rows()
        .ToFrozenDictionary(x => (x.Ground, x.Basis), x => (x.Article, x.Reason));

    public static bool TryEnd(string ground, LawfulBasis basis, out (string Article, string Reason) end) =>
        Ends.TryGetValue((ground, basis), out end);

    /// <summary>
    /// The ground that a request names or, if it names none, the ground available to the person on this basis: a request for erasure
    /// withdraws consent, objects, and otherwise states that the data are no longer necessary.
    /// </summary>
    public static string GroundFor(Ground? named, LawfulBasis basis) => named?.Text ?? basis switch
    {
        LawfulBasis.Consent => "17(1)(b)",
        LawfulBasis.LegitimateInterests or LawfulBasis.PublicTask => "17(1)(c)",
        _ => "17(1)(a)",
    };

    /// <summary>The article of the purpose's own lawful basis, under which processing continues.</summary>
    public static string ArticleOf(LawfulBasis basis) => basis switch
    {
        LawfulBasis.Consent => "6(1)(a)",
        LawfulBasis.Contract => "6(1)(b)",
        LawfulBasis.LegalObligation => "6(1)(c)",
        LawfulBasis.VitalInterests => "6(1)(d)",
        LawfulBasis.PublicTask => "6(1)(e)",
        LawfulBasis.LegitimateInterests => "6(1)(f)",
        _ => throw new ArgumentOutOfRangeException(nameof(basis), basis, "Unknown lawful basis."),
    };

    /// <summary>Direct marketing, recognised by name (GDPR Art. 21(2)); no law obliges anybody to do it.</summary>
    public static bool IsMarketing(Purpose purpose) =>
        purpose.Basis is not LawfulBasis.LegalObligation && purpose.Name.Contains("marketing", StringComparison.OrdinalIgnoreCase);

    static IEnumerable<(string Ground, LawfulBasis Basis, string Article, string Reason)> Rows()
    {
        // These grounds end every purpose that no law requires.
        LawfulBasis[] free = [LawfulBasis.Consent, LawfulBasis.Contract, LawfulBasis.VitalInterests, LawfulBasis.LegitimateInterests];
        foreach (var basis in free)
        {
            yield return ("17(1)(a)", basis, "17(1)(a)", VerdictReasons.NoLongerNecessary);
            yield return ("17(1)(d)", basis, "17(1)(d)", VerdictReasons.Unlawful);
            yield return ("17(1)(e)", basis, "17(1)(e)", VerdictReasons.LawDemandsErasure);
        }

        yield return ("17(1)(b)", LawfulBasis.Consent, "17(1)(b)", VerdictReasons.ConsentWithdrawn);
        yield return ("17(1)(f)", LawfulBasis.Consent, "17(1)(f)", VerdictReasons.ChildsConsent);
        yield return ("17(1)(c)", LawfulBasis.LegitimateInterests, "17(1)(c)", VerdictReasons.Objected);

        // An objection to processing based on consent withdraws the consent, which must be as easy as giving it (Art. 7(3)).
        yield return ("17(1)(c)", LawfulBasis.Consent, "17(1)(b)", VerdictReasons.ConsentWithdrawn);
    }
}
