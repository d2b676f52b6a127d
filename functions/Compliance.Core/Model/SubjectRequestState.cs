using Compliance.SubjectRequests;

namespace Compliance.Model;

/// <summary>State of a subject request (openapi.yaml, Subjects and rights requests).</summary>
public enum SubjectRequestState
{
    AwaitingIdentity,
    AwaitingDecision,

    /// <summary>A fee was asked for (GDPR Art. 12(5)(a)); it is decided when that is paid or waived.</summary>
    AwaitingPayment,

    /// <summary>Approved; carried out when the tenant's cooling-off period has passed.</summary>
    CoolingOff,
    Running,

    /// <summary>Carried out in all stores; the data subject has yet to be informed.</summary>
    AwaitingAnswer,
    Completed,

    /// <summary>Refused with reasons (GDPR Art. 12(4)).</summary>
    Refused,
    Cancelled,

    /// <summary>A step failed for good; <c>retry</c> resumes from it.</summary>
    Failed,
}

/// <summary>Operations on a subject request; each is a column of <see cref="SubjectRequestTransitions"/>.</summary>
public enum SubjectRequestOperation
{
    /// <summary>The identity was verified, or verification is not needed.</summary>
    Verify,

    /// <summary>More information is needed to confirm who asks (GDPR Art. 12(6)).</summary>
    AskMore,
    Approve,

    /// <summary>Approve, to be carried out after the cooling-off period.</summary>
    ApproveLater,
    Refuse,

    /// <summary>Ask for a fee before the request is decided (GDPR Art. 12(5)(a)).</summary>
    AskFee,

    /// <summary>The fee was paid or waived.</summary>
    Pay,

    /// <summary>The cooling-off period has passed.</summary>
    Begin,
    Finish,

    /// <summary>Rebuild the package: something in it was silenced, or it was destroyed before it was delivered.</summary>
    Repack,

    /// <summary>The package was reviewed and stays as it is.</summary>
    Release,
    Fail,
    Retry,

    /// <summary>What was kept can be acted on now.</summary>
    PlanAgain,

    /// <summary>Send the package again to the controller that the person named (GDPR Art. 20(2)).</summary>
    TransferAgain,

    /// <summary>The transfer was made or given up, which another certificate states.</summary>
    EndTransfer,

    /// <summary>The controller that is to receive the package is named, or another one (GDPR Art. 20(2)).</summary>
    NameController,

    /// <summary>A person dealt with what was left to them.</summary>
    Resolve,

    /// <summary>What is to be corrected is given (GDPR Art. 16).</summary>
    Correct,
    Answer,
    Extend,

    /// <summary>End the restriction of processing; the data subject was informed before (GDPR Art. 18(3)).</summary>
    Lift,
    Cancel,
}
