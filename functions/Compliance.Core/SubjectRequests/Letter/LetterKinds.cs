using Compliance.Model;

namespace Compliance.SubjectRequests;

/// <summary>Which letters a request has: those whose content is the case.</summary>
static class LetterKinds
{
    public static bool IsTrue(AnswerKind kind, SubjectRequestDocument document) => kind switch
    {
        AnswerKind.Received => true,
        AnswerKind.IdentityWanted => SuspendedSince(document) is not null,
        AnswerKind.FeeWanted => document.State is SubjectRequestState.AwaitingPayment,
        AnswerKind.Extended => document.Clock.Extension is not null,
        AnswerKind.Lifted => IsRestricting(document.Type) && (document.LiftToldAt is not null
            || SubjectRequestTransitions.TryApply(document.State, SubjectRequestOperation.Lift, out _)),
        _ => false,
    };

    /// <summary>Since when the period stands still because the person is not identified; null if it runs.</summary>
    public static DateTimeOffset? SuspendedSince(SubjectRequestDocument document) =>
        document is { State: SubjectRequestState.AwaitingIdentity, Clock.Suspended: [.., { To: null, From: var from }] } ? from : null;

    static bool IsRestricting(SubjectRequestType type) => type is SubjectRequestType.Restriction or SubjectRequestType.Objection;
}
