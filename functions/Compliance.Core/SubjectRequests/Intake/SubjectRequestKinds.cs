namespace Compliance.SubjectRequests;

/// <summary>What a data subject asks for.</summary>
public enum SubjectRequestType
{
    /// <summary>GDPR Art. 15.</summary>
    Access,

    /// <summary>GDPR Art. 20.</summary>
    Portability,

    /// <summary>GDPR Art. 17.</summary>
    Erasure,

    /// <summary>GDPR Art. 16.</summary>
    Rectification,

    /// <summary>GDPR Art. 18.</summary>
    Restriction,

    /// <summary>GDPR Art. 21.</summary>
    Objection,

    /// <summary>Withdrawal of consent, GDPR Art. 7(3).</summary>
    Withdrawal,

    /// <summary>GDPR Art. 22.</summary>
    AutomatedDecision,
}

public static class SubjectRequestTypes
{
    /// <summary>
    /// Whether an approval destroys recordings or hands them out, neither of which can be undone. It is then bound to the preview that it
    /// was made on, and therefore never made at filing.
    /// </summary>
    public static bool DestroysOrDiscloses(this SubjectRequestType type) =>
        type is not (SubjectRequestType.Rectification or SubjectRequestType.Restriction or SubjectRequestType.AutomatedDecision);
}

/// <summary>The role in which the person was recorded: an agent is found by other identities than a caller.</summary>
public enum SubjectRole
{
    Caller,
    Agent,
    Other,
}

/// <summary>How the request came in.</summary>
public enum IntakeChannel
{
    Phone,
    Email,
    Letter,
    Web,
    Chat,
    InPerson,
}

/// <summary>Whether the person is who they say (GDPR Art. 12(2), 12(6)).</summary>
public enum IdentityOutcome
{
    Verified,

    /// <summary>More proof was requested (GDPR Art. 12(6)); the clock is suspended until it arrives.</summary>
    Insufficient,

    /// <summary>Where the law has no question of identity (<see cref="IdentityQuestion"/>).</summary>
    NotNeeded,
}

/// <summary>How identity was established.</summary>
public enum IdentityMethod
{
    Callback,
    AccountLogin,
    KnownChannel,
    Knowledge,
    Document,
    Representative,
}

/// <summary>The controller's decision.</summary>
public enum DecisionOutcome
{
    Approve,
    Refuse,

    /// <summary>Approved for some recordings and refused for others, with reasons.</summary>
    Partial,

    /// <summary>Decided once a fee is paid (GDPR Art. 12(5)(a)).</summary>
    Fee,
}
