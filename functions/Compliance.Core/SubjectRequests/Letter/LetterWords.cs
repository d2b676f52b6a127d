namespace Compliance.SubjectRequests;

/// <summary>The law in plain words: one place for every article and code that a letter may mention.</summary>
static class LetterWords
{
    public static string Asked(SubjectRequestType type) => type switch
    {
        SubjectRequestType.Access => "You asked for access to the recordings that we hold about you.",
        SubjectRequestType.Portability => "You asked for the data that you gave us in recorded calls, in a portable form.",
        SubjectRequestType.Erasure => "You asked us to erase the recordings that we hold about you.",
        SubjectRequestType.Rectification => "You asked us to correct the data that we hold about you in connection with recorded calls.",
        SubjectRequestType.Restriction => "You asked us not to use the recordings that we hold about you.",
        SubjectRequestType.Objection => "You objected to our use of recordings of you.",
        SubjectRequestType.Withdrawal => "You withdrew your consent to our use of recordings of you.",
        SubjectRequestType.AutomatedDecision => "You asked about decisions that were made about you without human involvement.",
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
            "A recording can only be kept or erased as a whole. Some of the purposes that {they were} kept for have ended; we keep "
                + "{them} only for the others",
        VerdictReasons.GroundDoesNotReach => "{They are} still needed for a purpose that your request does not end",
        VerdictReasons.CompellingGrounds => Exception(verdict.Basis ?? "21(1)"),
        VerdictReasons.BasisNotPortable =>
            "We hold {them} neither on the basis of your consent nor for a contract with you, and this right covers only such data",
        _ => verdict.Basis is { } basis ? Exception(basis) : "We decided to keep {them}",
    };

    /// <summary>What allows a refusal or an exclusion, without final punctuation; for <see cref="Of"/>.</summary>
    public static string Exception(string article) => article switch
    {
        "12(2)" => "We could not verify that the request came from the person it is about, and we may not act for anybody else",
        "12(5)(b)" => "The request is manifestly unfounded or excessive",
        "15(4)" or "20(4)" => "It would affect the rights and freedoms of others",
        "17(3)(a)" => "{They are} needed for the freedom of expression and information",
        "17(3)(b)" => "A law obliges us to keep {them}, or they are needed for a task in the public interest",
        "17(3)(c)" => "{They are} needed for public health",
        "17(3)(d)" => "{They are} needed for archives in the public interest, research or statistics, which erasure would make impossible",
        "17(3)(e)" => "{They are} needed to establish, exercise or defend legal claims",
        "20(3)" => "{They are} needed for a task in the public interest",
        "21(1)" => "We have compelling reasons to continue, which outweigh your reasons to stop",
        "21(6)" => "{They are} needed for research or statistics in the public interest",
        _ => "The law allows it",
    };

    /// <summary>One purpose: completes "quality: …".</summary>
    public static string Purpose(string reason) => reason switch
    {
        VerdictReasons.ConsentWithdrawn => "ended, because you withdrew your consent",
        VerdictReasons.Objected => "ended, because you objected",
        VerdictReasons.MarketingObjected => "ended, because you objected to direct marketing",
        VerdictReasons.NoLongerNecessary => "ended, because it is no longer necessary",
        VerdictReasons.PurposeOver => "ended, because its time has passed",
        VerdictReasons.Unlawful => "ended, because it had no lawful basis",
        VerdictReasons.LawDemandsErasure => "ended, because a law demands it",
        VerdictReasons.ChildsConsent => "ended, because it rested on a child's consent",
        VerdictReasons.DutyToKeep or VerdictReasons.LegalObligation => "kept, because a law obliges us to",
        VerdictReasons.PublicTask => "kept, for a task in the public interest",
        VerdictReasons.GroundDoesNotReach => "continues, because your request does not end it",
        VerdictReasons.CompellingGrounds => "continues, for compelling reasons",
        VerdictReasons.ObjectionPending => "suspended until we have decided on your objection",
        VerdictReasons.BasisNotPortable => "not included, because it rests neither on your consent nor on a contract with you",
        VerdictReasons.DataHandedOver => "included",
        _ => "stored only",
    };
}
