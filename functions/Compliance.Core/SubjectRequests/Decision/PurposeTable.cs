using System.Collections.Frozen;
using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>
/// What a ground does to a purpose, by the basis the purpose is on (GDPR Art. 17(1), 21): (ground, basis) → article and reason by which it
/// ends. What is not in the table is beyond the ground's reach: such a purpose goes on until it is over.
/// </summary>
static class PurposeTable
{
    static readonly FrozenDictionary<(string Ground, LawfulBasis Basis), (string Article, string Reason)> Ends = Rows()
        .ToFrozenDictionary(x => (x.Ground, x.Basis), x => (x.Article, x.Reason));

    public static bool TryEnd(string ground, LawfulBasis basis, out (string Article, string Reason) end) =>
        Ends.TryGetValue((ground, basis), out end);

    /// <summary>
    /// The ground a request names, or, where it names none, the one open to the person on this basis: asking for erasure withdraws consent
    /// and objects, and says of the rest that it is no longer necessary.
    /// </summary>
    public static string GroundFor(Ground? named, LawfulBasis basis) => named?.Text ?? basis switch
    {
        LawfulBasis.Consent => "17(1)(b)",
        LawfulBasis.LegitimateInterests or LawfulBasis.PublicTask => "17(1)(c)",
        _ => "17(1)(a)",
    };

    /// <summary>Where data go on being processed: the article of the purpose's own basis.</summary>
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

    /// <summary>Direct marketing under any name that says so (GDPR Art. 21(2)); no law obliges anybody to it.</summary>
    public static bool IsMarketing(Purpose purpose) =>
        purpose.Basis is not LawfulBasis.LegalObligation && purpose.Name.Contains("marketing", StringComparison.OrdinalIgnoreCase);

    static IEnumerable<(string Ground, LawfulBasis Basis, string Article, string Reason)> Rows()
    {
        // These reach whatever no law asks to keep.
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

        // Who objects to what rests on consent withdraws it: that is to be as easy as giving it (Art. 7(3)).
        yield return ("17(1)(c)", LawfulBasis.Consent, "17(1)(b)", VerdictReasons.ConsentWithdrawn);
    }
}
