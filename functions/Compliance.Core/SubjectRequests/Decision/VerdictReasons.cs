namespace Compliance.SubjectRequests;

/// <summary>Why a recording or a purpose was decided as it was: stable codes that hold nothing personal.</summary>
public static class VerdictReasons
{
    /// <summary>Erased before, or being erased now.</summary>
    public const string Gone = "gone";

    /// <summary>A person left out what is the subject's.</summary>
    public const string Excluded = "excluded";

    /// <summary>A person said that a weak or contradicted match is not the subject's: nothing of it is told.</summary>
    public const string NotTheirs = "notTheirs";

    /// <summary>Weak or contradicted, and no person has said whose it is.</summary>
    public const string UnclearMatch = "unclearMatch";

    /// <summary>Announced after the decision: a decision on it is still to be made.</summary>
    public const string AfterDecision = "afterDecision";

    /// <summary>Restricted so that somebody can use it for a claim, or instead of erasure; a person looks first.</summary>
    public const string RestrictionStands = "restrictionStands";

    /// <summary>Not readable yet.</summary>
    public const string NotReady = "notReady";

    /// <summary>In quarantine; a person looks first.</summary>
    public const string InQuarantine = "inQuarantine";

    public const string LegalHold = "legalHold";

    /// <summary>A duty to keep with a date of its own.</summary>
    public const string DutyToKeep = "dutyToKeep";

    public const string LegalObligation = "legalObligation";
    public const string PublicTask = "publicTask";

    /// <summary>The ground that was named has no force over this basis, and the purpose is not over.</summary>
    public const string GroundDoesNotReach = "groundDoesNotReach";

    /// <summary>Some purposes end, others go on.</summary>
    public const string KeptForSomePurposes = "keptForSomePurposes";

    public const string PurposeOver = "purposeOver";
    public const string NoLongerNecessary = "noLongerNecessary";
    public const string ConsentWithdrawn = "consentWithdrawn";
    public const string Objected = "objected";
    public const string MarketingObjected = "marketingObjected";
    public const string Unlawful = "unlawful";
    public const string LawDemandsErasure = "lawDemandsErasure";
    public const string ChildsConsent = "childsConsent";

    /// <summary>It was kept for nothing.</summary>
    public const string NoPurpose = "noPurpose";

    /// <summary>An objection on which the controller has yet to decide.</summary>
    public const string ObjectionPending = "objectionPending";

    /// <summary>The controller showed grounds that override the objection (GDPR Art. 21(1)).</summary>
    public const string CompellingGrounds = "compellingGrounds";

    public const string AccuracyContested = "accuracyContested";
    public const string ErasureOpposed = "erasureOpposed";
    public const string NeededForClaims = "neededForClaims";

    public const string AccessGiven = "accessGiven";
    public const string DataHandedOver = "dataHandedOver";

    /// <summary>Not on consent or contract (GDPR Art. 20(1)(a)).</summary>
    public const string BasisNotPortable = "basisNotPortable";

    public const string MetadataCorrected = "metadataCorrected";

    /// <summary>Held: a statement is added, nothing is overwritten (GDPR Art. 16, second sentence).</summary>
    public const string StatementAdded = "statementAdded";

    /// <summary>A recording is no automated decision (GDPR Art. 22).</summary>
    public const string NotAnAutomatedDecision = "notAnAutomatedDecision";
}
