using Compliance.Model;
using Compliance.SubjectRequests;
using static Compliance.Model.SubjectRequestOperation;
using static Compliance.Model.SubjectRequestState;

namespace Compliance.Core.Tests.SubjectRequests.State;

public class SubjectRequestTransitionsTests
{
    static readonly Dictionary<(SubjectRequestState From, SubjectRequestOperation Operation), SubjectRequestState> Allowed = new()
    {
        [(AwaitingIdentity, Verify)] = AwaitingDecision,
        [(AwaitingIdentity, AskMore)] = AwaitingIdentity,
        [(AwaitingIdentity, Refuse)] = Refused,
        [(AwaitingIdentity, Extend)] = AwaitingIdentity,
        [(AwaitingIdentity, Cancel)] = Cancelled,
        [(AwaitingDecision, Approve)] = Running,
        [(AwaitingDecision, ApproveLater)] = CoolingOff,
        [(AwaitingDecision, Refuse)] = Refused,
        [(AwaitingDecision, Extend)] = AwaitingDecision,
        [(AwaitingDecision, Cancel)] = Cancelled,
        [(AwaitingDecision, AskFee)] = AwaitingPayment,
        [(AwaitingPayment, Pay)] = AwaitingDecision,
        [(AwaitingPayment, Refuse)] = Refused,
        [(AwaitingPayment, Extend)] = AwaitingPayment,
        [(AwaitingPayment, Cancel)] = Cancelled,
        [(CoolingOff, Begin)] = Running,
        [(CoolingOff, Extend)] = CoolingOff,
        [(CoolingOff, Cancel)] = Cancelled,
        [(Running, Finish)] = AwaitingAnswer,
        [(Running, Fail)] = Failed,
        [(Running, Extend)] = Running,
        [(Failed, Retry)] = Running,
        [(Failed, Extend)] = Failed,
        [(AwaitingAnswer, Answer)] = Completed,
        [(AwaitingAnswer, Repack)] = Running,
        [(AwaitingAnswer, Release)] = AwaitingAnswer,
        [(AwaitingAnswer, Extend)] = AwaitingAnswer,
        [(AwaitingAnswer, Lift)] = AwaitingAnswer,
        [(Completed, Lift)] = Completed,
        [(AwaitingAnswer, PlanAgain)] = Running,
        [(Completed, PlanAgain)] = Running,
        [(Refused, Answer)] = Refused,
    };

    [Fact]
    public void Every_pair_is_as_written_here()
    {
        foreach (var from in Enum.GetValues<SubjectRequestState>())
        {
            foreach (var operation in Enum.GetValues<SubjectRequestOperation>())
            {
                var allowed = SubjectRequestTransitions.TryApply(from, operation, out var to);
                Assert.True(allowed == Allowed.ContainsKey((from, operation)), $"{from} {operation}");
                Assert.True(!allowed || to == Allowed[(from, operation)], $"{from} {operation} leads to {to}");
            }
        }
    }

    [Fact]
    public void Only_what_was_kept_leads_out_of_what_is_closed() => Assert.All(
        Enum.GetValues<SubjectRequestState>().Where(SubjectRequestTransitions.IsClosed),
        from => Assert.All(
            Enum.GetValues<SubjectRequestOperation>().Where(x => x is not PlanAgain),
            operation => Assert.True(!SubjectRequestTransitions.TryApply(from, operation, out var to) || to == from)));
}
