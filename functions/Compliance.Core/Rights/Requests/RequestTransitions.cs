using System.Collections.Frozen;

namespace Compliance.Rights.Requests;

/// <summary>
/// The one table of what may happen to a request: (from, operation) → to. What is not in it is refused (409). Every change of the register
/// goes through it under <c>If-Match</c>.
/// </summary>
public static class RequestTransitions
{
    static readonly FrozenDictionary<(RequestState From, RequestOperation Operation), RequestState> Table =
        new Dictionary<(RequestState From, RequestOperation Operation), RequestState>
        {
            [(RequestState.AwaitingIdentity, RequestOperation.Verify)] = RequestState.AwaitingDecision,
            [(RequestState.AwaitingIdentity, RequestOperation.AskMore)] = RequestState.AwaitingIdentity,

            // Who cannot be identified is refused with that reason (GDPR Art. 12(2)).
            [(RequestState.AwaitingIdentity, RequestOperation.Refuse)] = RequestState.Refused,
            [(RequestState.AwaitingIdentity, RequestOperation.Extend)] = RequestState.AwaitingIdentity,
            [(RequestState.AwaitingIdentity, RequestOperation.Cancel)] = RequestState.Cancelled,

            [(RequestState.AwaitingDecision, RequestOperation.Approve)] = RequestState.Running,
            [(RequestState.AwaitingDecision, RequestOperation.ApproveLater)] = RequestState.CoolingOff,
            [(RequestState.AwaitingDecision, RequestOperation.Refuse)] = RequestState.Refused,
            [(RequestState.AwaitingDecision, RequestOperation.Extend)] = RequestState.AwaitingDecision,
            [(RequestState.AwaitingDecision, RequestOperation.Cancel)] = RequestState.Cancelled,

            [(RequestState.CoolingOff, RequestOperation.Begin)] = RequestState.Running,
            [(RequestState.CoolingOff, RequestOperation.Extend)] = RequestState.CoolingOff,
            [(RequestState.CoolingOff, RequestOperation.Cancel)] = RequestState.Cancelled,

            // What has begun is not stopped half way: some of it can't be undone.
            [(RequestState.Running, RequestOperation.Finish)] = RequestState.AwaitingAnswer,
            [(RequestState.Running, RequestOperation.Fail)] = RequestState.Failed,
            [(RequestState.Running, RequestOperation.Extend)] = RequestState.Running,

            [(RequestState.Failed, RequestOperation.Retry)] = RequestState.Running,
            [(RequestState.Failed, RequestOperation.Extend)] = RequestState.Failed,

            [(RequestState.AwaitingAnswer, RequestOperation.Answer)] = RequestState.Completed,
            [(RequestState.AwaitingAnswer, RequestOperation.Repack)] = RequestState.Running,
            [(RequestState.AwaitingAnswer, RequestOperation.Release)] = RequestState.AwaitingAnswer,
            [(RequestState.AwaitingAnswer, RequestOperation.Extend)] = RequestState.AwaitingAnswer,
            [(RequestState.AwaitingAnswer, RequestOperation.Lift)] = RequestState.AwaitingAnswer,
            [(RequestState.Completed, RequestOperation.Lift)] = RequestState.Completed,

            // A refusal is told to the person as well; it stays a refusal.
            [(RequestState.Refused, RequestOperation.Answer)] = RequestState.Refused,
        }.ToFrozenDictionary();

    public static bool TryApply(RequestState from, RequestOperation operation, out RequestState to) =>
        Table.TryGetValue((from, operation), out to);

    /// <summary>Nothing but the answer to the person can follow.</summary>
    public static bool IsClosed(RequestState state) => state is RequestState.Completed or RequestState.Refused or RequestState.Cancelled;
}
