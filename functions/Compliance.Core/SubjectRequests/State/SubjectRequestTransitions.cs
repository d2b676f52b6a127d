using System.Collections.Frozen;
using Compliance.Model;

namespace Compliance.SubjectRequests;

/// <summary>
/// The single table of transitions: (from, operation) → to. Anything else is refused (409). Every change of the register goes through it
/// under <c>If-Match</c>.
/// </summary>
public static class SubjectRequestTransitions
{
    static readonly FrozenDictionary<(SubjectRequestState From, SubjectRequestOperation Operation), SubjectRequestState> Table =
        new Dictionary<(SubjectRequestState From, SubjectRequestOperation Operation), SubjectRequestState>
        {
            [(SubjectRequestState.AwaitingIdentity, SubjectRequestOperation.Verify)] = SubjectRequestState.AwaitingDecision,
            [(SubjectRequestState.AwaitingIdentity, SubjectRequestOperation.AskMore)] = SubjectRequestState.AwaitingIdentity,

            // A person who cannot be identified is refused for that reason (GDPR Art. 12(2)).
            [(SubjectRequestState.AwaitingIdentity, SubjectRequestOperation.Refuse)] = SubjectRequestState.Refused,
            [(SubjectRequestState.AwaitingIdentity, SubjectRequestOperation.Extend)] = SubjectRequestState.AwaitingIdentity,
            [(SubjectRequestState.AwaitingIdentity, SubjectRequestOperation.Cancel)] = SubjectRequestState.Cancelled,

            [(SubjectRequestState.AwaitingDecision, SubjectRequestOperation.Approve)] = SubjectRequestState.Running,
            [(SubjectRequestState.AwaitingDecision, SubjectRequestOperation.ApproveLater)] = SubjectRequestState.CoolingOff,
            [(SubjectRequestState.AwaitingDecision, SubjectRequestOperation.Refuse)] = SubjectRequestState.Refused,
            [(SubjectRequestState.AwaitingDecision, SubjectRequestOperation.Extend)] = SubjectRequestState.AwaitingDecision,
            [(SubjectRequestState.AwaitingDecision, SubjectRequestOperation.Cancel)] = SubjectRequestState.Cancelled,

            [(SubjectRequestState.AwaitingDecision, SubjectRequestOperation.AskFee)] = SubjectRequestState.AwaitingPayment,
            [(SubjectRequestState.AwaitingPayment, SubjectRequestOperation.Pay)] = SubjectRequestState.AwaitingDecision,
            [(SubjectRequestState.AwaitingPayment, SubjectRequestOperation.Refuse)] = SubjectRequestState.Refused,
            [(SubjectRequestState.AwaitingPayment, SubjectRequestOperation.Extend)] = SubjectRequestState.AwaitingPayment,
            [(SubjectRequestState.AwaitingPayment, SubjectRequestOperation.Cancel)] = SubjectRequestState.Cancelled,

            [(SubjectRequestState.CoolingOff, SubjectRequestOperation.Begin)] = SubjectRequestState.Running,
            [(SubjectRequestState.CoolingOff, SubjectRequestOperation.Extend)] = SubjectRequestState.CoolingOff,
            [(SubjectRequestState.CoolingOff, SubjectRequestOperation.Cancel)] = SubjectRequestState.Cancelled,

            // A request that has begun is not stopped half way, because part of it cannot be undone.
            [(SubjectRequestState.Running, SubjectRequestOperation.Finish)] = SubjectRequestState.AwaitingAnswer,
            [(SubjectRequestState.Running, SubjectRequestOperation.Fail)] = SubjectRequestState.Failed,
            [(SubjectRequestState.Running, SubjectRequestOperation.Extend)] = SubjectRequestState.Running,

            [(SubjectRequestState.Failed, SubjectRequestOperation.Retry)] = SubjectRequestState.Running,
            [(SubjectRequestState.Failed, SubjectRequestOperation.Extend)] = SubjectRequestState.Failed,

            [(SubjectRequestState.AwaitingAnswer, SubjectRequestOperation.Answer)] = SubjectRequestState.Completed,
            [(SubjectRequestState.AwaitingAnswer, SubjectRequestOperation.Repack)] = SubjectRequestState.Running,
            [(SubjectRequestState.AwaitingAnswer, SubjectRequestOperation.Release)] = SubjectRequestState.AwaitingAnswer,
            [(SubjectRequestState.AwaitingAnswer, SubjectRequestOperation.Extend)] = SubjectRequestState.AwaitingAnswer,
            [(SubjectRequestState.AwaitingAnswer, SubjectRequestOperation.Lift)] = SubjectRequestState.AwaitingAnswer,
            [(SubjectRequestState.Completed, SubjectRequestOperation.Lift)] = SubjectRequestState.Completed,

            // What had to be kept is taken up again when it has not to be any more.
            [(SubjectRequestState.AwaitingAnswer, SubjectRequestOperation.PlanAgain)] = SubjectRequestState.Running,
            [(SubjectRequestState.Completed, SubjectRequestOperation.PlanAgain)] = SubjectRequestState.Running,

            // A package that another controller did not take is sent again.
            [(SubjectRequestState.AwaitingAnswer, SubjectRequestOperation.TransferAgain)] = SubjectRequestState.AwaitingAnswer,
            [(SubjectRequestState.Completed, SubjectRequestOperation.TransferAgain)] = SubjectRequestState.AwaitingAnswer,

            // What came of a transfer is certified.
            [(SubjectRequestState.AwaitingAnswer, SubjectRequestOperation.EndTransfer)] = SubjectRequestState.Running,

            // Until the decision the person may name another controller, or none.
            [(SubjectRequestState.AwaitingIdentity, SubjectRequestOperation.NameController)] = SubjectRequestState.AwaitingIdentity,
            [(SubjectRequestState.AwaitingDecision, SubjectRequestOperation.NameController)] = SubjectRequestState.AwaitingDecision,
            [(SubjectRequestState.AwaitingPayment, SubjectRequestOperation.NameController)] = SubjectRequestState.AwaitingPayment,

            // What waited for a person is taken up as well, when a person has dealt with it.
            [(SubjectRequestState.AwaitingAnswer, SubjectRequestOperation.Resolve)] = SubjectRequestState.Running,
            [(SubjectRequestState.Completed, SubjectRequestOperation.Resolve)] = SubjectRequestState.Running,

            // Corrections are decided on; those that come later are decided on anew.
            [(SubjectRequestState.AwaitingIdentity, SubjectRequestOperation.Correct)] = SubjectRequestState.AwaitingIdentity,
            [(SubjectRequestState.AwaitingDecision, SubjectRequestOperation.Correct)] = SubjectRequestState.AwaitingDecision,
            [(SubjectRequestState.AwaitingAnswer, SubjectRequestOperation.Correct)] = SubjectRequestState.AwaitingDecision,
            [(SubjectRequestState.Completed, SubjectRequestOperation.Correct)] = SubjectRequestState.AwaitingDecision,

            // The person is told of a refusal as well; the state stays refused.
            [(SubjectRequestState.Refused, SubjectRequestOperation.Answer)] = SubjectRequestState.Refused,
        }.ToFrozenDictionary();

    public static bool TryApply(SubjectRequestState from, SubjectRequestOperation operation, out SubjectRequestState to) =>
        Table.TryGetValue((from, operation), out to);

    /// <summary>Whether nothing but the answer to the person can follow.</summary>
    public static bool IsClosed(SubjectRequestState state) =>
        state is SubjectRequestState.Completed or SubjectRequestState.Refused or SubjectRequestState.Cancelled;
}
