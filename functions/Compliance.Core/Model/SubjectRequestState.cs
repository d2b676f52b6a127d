using Compliance.SubjectRequests;

namespace Compliance.Model;

/// <summary>Where a request stands (API.md, Subjects and rights requests).</summary>
public enum SubjectRequestState
{
    AwaitingIdentity,
    AwaitingDecision,

    /// <summary>Approved; acts when the tenant's cooling-off has passed.</summary>
    CoolingOff,
    Running,

    /// <summary>Done in all stores; the person has yet to be told.</summary>
    AwaitingAnswer,
    Completed,

    /// <summary>Refused with reasons (GDPR Art. 12(4)).</summary>
    Refused,
    Cancelled,

    /// <summary>A step gave up; <c>retry</c> goes on from it.</summary>
    Failed,
}

/// <summary>What may be done to a request; each is a column of <see cref="SubjectRequestTransitions"/>.</summary>
public enum SubjectRequestOperation
{
    /// <summary>Identity verified, or not needed.</summary>
    Verify,

    /// <summary>More is needed to be sure who asks (GDPR Art. 12(6)).</summary>
    AskMore,
    Approve,

    /// <summary>Approved, to act after the cooling-off.</summary>
    ApproveLater,
    Refuse,

    /// <summary>The cooling-off has passed.</summary>
    Begin,
    Finish,

    /// <summary>The package is put together again: something in it was silenced, or it was destroyed before it went out.</summary>
    Repack,

    /// <summary>The package was looked at, and stays as it is.</summary>
    Release,
    Fail,
    Retry,
    Answer,
    Extend,

    /// <summary>The restriction it brought ends; the person was told before (GDPR Art. 18(3)).</summary>
    Lift,
    Cancel,
}
