namespace Compliance.SubjectRequests;

/// <summary>The law in plain words: one place for every article and code that a letter may mention.</summary>
static class LetterWords
{
    public static string Asked(SubjectRequestType type) => type switch
    {
        SubjectRequestType.Access => "You asked for access to the recordings we hold of you.",
        SubjectRequestType.Portability => "You asked for the data you gave us in recorded calls, in a form you can take elsewhere.",
        SubjectRequestType.Erasure => "You asked us to erase the recordings we hold of you.",
        SubjectRequestType.Rectification => "You asked us to correct what we hold about you with recorded calls.",
        SubjectRequestType.Restriction => "You asked us not to use the recordings we hold of you.",
        SubjectRequestType.Objection => "You objected to the use we make of recordings of you.",
        SubjectRequestType.AutomatedDecision => "You asked about decisions made about you without a person taking part.",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Unknown type of request."),
    };

    /// <summary><c>Article 17(3)(e) GDPR</c>.</summary>
    public static string Article(string basis) => $"Article {basis} GDPR";

    /// <summary>A sentence about one recording or several: words in braces depend on the number.</summary>
    public static string Of(int number, string sentence) => number == 1
        ? sentence.Replace("{They are}", "It is", StringComparison.Ordinal).Replace("{they were}", "it was", StringComparison.Ordinal)
            .Replace("{them}", "it", StringComparison.Ordinal)
        : sentence.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);

    /// <summary>Why recordings are kept, without final punctuation; for <see cref="Of"/>.</summary>
    public static string Kept(RecordingVerdict verdict) => verdict.Reason switch
    {
        VerdictReasons.LegalHold =>
            "{They are} needed to establish, exercise or defend legal claims. {They are} stored for that and for nothing else",
        VerdictReasons.DutyToKeep or VerdictReasons.LegalObligation => "A law obliges us to keep {them}",
        VerdictReasons.PublicTask => "{They are} needed for a task that is carried out in the public interest",
        VerdictReasons.KeptForSomePurposes =>
            "A recording can only be kept or erased as a whole. Part of what {they were} kept for is over; we keep {them} for the rest "
                + "alone",
        VerdictReasons.GroundDoesNotReach => "{They are} still needed for a purpose that what you asked for does not end",
        VerdictReasons.CompellingGrounds => Exception(verdict.Basis ?? "21(1)"),
        VerdictReasons.BasisNotPortable =>
            "We hold {them} neither on your consent nor for a contract with you, and this right covers only such data",
        _ => verdict.Basis is { } basis ? Exception(basis) : "We decided to keep {them}",
    };

    /// <summary>What allows a refusal or an exclusion, without final punctuation; for <see cref="Of"/>.</summary>
    public static string Exception(string article) => article switch
    {
        "12(2)" => "We could not make sure that the request came from the person it is about, and we may not act for anybody else",
        "12(5)(b)" => "The request is manifestly unfounded or excessive",
        "15(4)" or "20(4)" => "It would affect the rights and freedoms of others",
        "17(3)(a)" => "{They are} needed for the freedom of expression and information",
        "17(3)(b)" => "A law obliges us to keep {them}, or they are needed for a task in the public interest",
        "17(3)(c)" => "{They are} needed for public health",
        "17(3)(d)" => "{They are} needed for archives in the public interest, research or statistics, which erasing would make impossible",
        "17(3)(e)" => "{They are} needed to establish, exercise or defend legal claims",
        "20(3)" => "{They are} needed for a task in the public interest",
        "21(1)" => "We have compelling reasons to go on, which weigh more than yours to stop it",
        "21(6)" => "{They are} needed for research or statistics in the public interest",
        _ => "The law allows it",
    };

    /// <summary>One purpose: completes "quality: …".</summary>
    public static string Purpose(string reason) => reason switch
    {
        VerdictReasons.ConsentWithdrawn => "over, because you withdrew your consent",
        VerdictReasons.Objected => "over, because you objected",
        VerdictReasons.MarketingObjected => "over, because you objected to direct marketing",
        VerdictReasons.NoLongerNecessary => "over, because it is no longer necessary",
        VerdictReasons.PurposeOver => "over, because its time has passed",
        VerdictReasons.Unlawful => "over, because it had no basis in law",
        VerdictReasons.LawDemandsErasure => "over, because a law demands it",
        VerdictReasons.ChildsConsent => "over, because it rested on a child's consent",
        VerdictReasons.DutyToKeep or VerdictReasons.LegalObligation => "kept, because a law obliges us to",
        VerdictReasons.PublicTask => "kept, for a task in the public interest",
        VerdictReasons.GroundDoesNotReach => "goes on, because what you asked for does not end it",
        VerdictReasons.CompellingGrounds => "goes on, for compelling reasons",
        VerdictReasons.ObjectionPending => "stands still until we have decided on your objection",
        VerdictReasons.BasisNotPortable => "not included, because it rests neither on your consent nor on a contract with you",
        VerdictReasons.DataHandedOver => "included",
        _ => "stored only",
    };
}
