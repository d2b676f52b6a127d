namespace Compliance.SubjectRequests;

/// <summary>Why a recording or a purpose was decided as it was: stable codes without personal data.</summary>
public static class VerdictReasons
{
    /// <summary>Already erased, or being erased now.</summary>
    public const string Gone = "gone";

    /// <summary>A handler excluded it, although it is the data subject's.</summary>
    public const string Excluded = "excluded";

    /// <summary>A handler said that a weak or contradicted match is not the data subject's; the answer does not mention it.</summary>
    public const string NotTheirs = "notTheirs";

    /// <summary>The match is weak or contradicted, and nobody has said whose recording it is.</summary>
    public const string UnclearMatch = "unclearMatch";

    /// <summary>Announced after the decision; a new decision is needed.</summary>
    public const string AfterDecision = "afterDecision";

    /// <summary>What is stored of it failed authentication, so it was not acted on; operators must restore it first.</summary>
    public const string Unverifiable = "unverifiable";

    /// <summary>Restricted so that a person can use it for a claim, or instead of erasure; a handler must review it first.</summary>
    public const string RestrictionStands = "restrictionStands";

    /// <summary>Not readable yet.</summary>
    public const string NotReady = "notReady";

    /// <summary>In quarantine; a handler must review it first.</summary>
    public const string InQuarantine = "inQuarantine";

    public const string LegalHold = "legalHold";

    /// <summary>A duty to keep with its own date.</summary>
    public const string DutyToKeep = "dutyToKeep";

    public const string LegalObligation = "legalObligation";
    public const string PublicTask = "publicTask";

    /// <summary>The named ground does not apply to this lawful basis, and the purpose is not over.</summary>
    public const string GroundDoesNotReach = "groundDoesNotReach";

    /// <summary>Some purposes end, others continue.</summary>
    public const string KeptForSomePurposes = "keptForSomePurposes";

    /// <summary>In letters only: what went on by this request, and another one has stopped since; of a recording, every purpose.</summary>
    public const string EndedMeanwhile = "endedMeanwhile";

    public const string PurposeOver = "purposeOver";
    public const string NoLongerNecessary = "noLongerNecessary";
    public const string ConsentWithdrawn = "consentWithdrawn";
    public const string Objected = "objected";
    public const string MarketingObjected = "marketingObjected";
    public const string Unlawful = "unlawful";
    public const string LawDemandsErasure = "lawDemandsErasure";
    public const string ChildsConsent = "childsConsent";

    /// <summary>It was kept without any purpose.</summary>
    public const string NoPurpose = "noPurpose";

    /// <summary>An objection that the controller has yet to decide.</summary>
    public const string ObjectionPending = "objectionPending";

    /// <summary>The controller showed grounds that override the objection (GDPR Art. 21(1)).</summary>
    public const string CompellingGrounds = "compellingGrounds";

    public const string AccuracyContested = "accuracyContested";
    public const string ErasureOpposed = "erasureOpposed";
    public const string NeededForClaims = "neededForClaims";

    public const string AccessGiven = "accessGiven";
    public const string DataHandedOver = "dataHandedOver";

    /// <summary>Not based on consent or contract (GDPR Art. 20(1)(a)).</summary>
    public const string BasisNotPortable = "basisNotPortable";

    public const string MetadataCorrected = "metadataCorrected";

    /// <summary>Words of a transcript are corrected, perhaps with metadata.</summary>
    public const string TranscriptCorrected = "transcriptCorrected";

    /// <summary>Nothing is overwritten; a statement is added (GDPR Art. 16, second sentence).</summary>
    public const string StatementAdded = "statementAdded";

    /// <summary>Nobody has said what is to be corrected, nor corrected it.</summary>
    public const string CorrectionMissing = "correctionMissing";

    /// <summary>The corrections concern other recordings.</summary>
    public const string NothingToCorrect = "nothingToCorrect";

    /// <summary>The person's part is erased; others are on the call, and theirs stays.</summary>
    public const string PartyErased = "partyErased";

    /// <summary>Of a member of staff, name and id are erased; the call stays under the customer's purposes.</summary>
    public const string IdentityErased = "identityErased";

    /// <summary>
    /// Of a member of staff, name and id are erased and the voice is silenced, by the tenant's agreement; the customer's part stays.
    /// </summary>
    public const string VoiceSilenced = "voiceSilenced";

    /// <summary>The purpose is the customer's.</summary>
    public const string CustomersPurpose = "customersPurpose";

    /// <summary>Others are on the call, and the person's part cannot be told from theirs; a person must choose what is done with all of it.</summary>
    public const string PartiesNotApart = "partiesNotApart";

    /// <summary>Others are on the call, so it is stored and not used.</summary>
    public const string OthersOnCall = "othersOnCall";

    /// <summary>A person dealt with it.</summary>
    public const string ResolvedByPerson = "resolvedByPerson";

    /// <summary>No automated decision is made from it (GDPR Art. 22(1)).</summary>
    public const string AutomatedDecisionsStopped = "automatedDecisionsStopped";

    /// <summary>A person reviewed the automated decision, and it stands (GDPR Art. 22(3)).</summary>
    public const string DecisionUpheld = "decisionUpheld";
}
