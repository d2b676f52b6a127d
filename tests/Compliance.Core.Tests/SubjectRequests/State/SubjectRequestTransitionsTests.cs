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
        [(AwaitingAnswer, TransferAgain)] = AwaitingAnswer,
        [(Completed, TransferAgain)] = AwaitingAnswer,
        [(AwaitingAnswer, EndTransfer)] = Running,
        [(AwaitingIdentity, NameController)] = AwaitingIdentity,
        [(AwaitingDecision, NameController)] = AwaitingDecision,
        [(AwaitingPayment, NameController)] = AwaitingPayment,
        [(AwaitingAnswer, Resolve)] = Running,
        [(Completed, Resolve)] = Running,
        [(AwaitingIdentity, Correct)] = AwaitingIdentity,
        [(AwaitingDecision, Correct)] = AwaitingDecision,
        [(AwaitingAnswer, Correct)] = AwaitingDecision,
        [(Completed, Correct)] = AwaitingDecision,
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
            Enum.GetValues<SubjectRequestOperation>().Where(x => x is not (PlanAgain or Resolve or Correct or TransferAgain)),
            operation => Assert.True(!SubjectRequestTransitions.TryApply(from, operation, out var to) || to == from)));

    [Fact]
    public void No_state_is_a_dead_end() => Assert.All(
        Enum.GetValues<SubjectRequestState>(),
        from => Assert.True(ReachedFrom(from).Any(SubjectRequestTransitions.IsClosed), $"{from} never ends"));

    /// An outcome that is not final has a way on in each state in which a request rests with it, and the request ends after that.
    [Fact]
    public void No_outcome_is_a_dead_end()
    {
        Assert.Equal(
            [OutcomeKind.Erased, OutcomeKind.PartlyErased, OutcomeKind.Exported, OutcomeKind.Corrected, OutcomeKind.NotFound,
             OutcomeKind.Resolved],
            Enum.GetValues<OutcomeKind>().Where(x => OutcomeWays.On(x).Count == 0));
        foreach (var (outcome, state) in from o in Enum.GetValues<OutcomeKind>() from s in (SubjectRequestState[])[AwaitingAnswer, Completed] select (o, s))
        {
            Assert.All(OutcomeWays.On(outcome), way =>
            {
                Assert.True(SubjectRequestTransitions.TryApply(state, way, out var to), $"{outcome} in {state}: {way}");
                Assert.Contains(Completed, ReachedFrom(to));
            });
        }

        Assert.All((OutcomeKind[])[OutcomeKind.NeedsReview, OutcomeKind.Open], x => Assert.True(OutcomeWays.NeedsPerson(x)));
    }

    static HashSet<SubjectRequestState> ReachedFrom(SubjectRequestState from)
    {
        var (reached, left) = (new HashSet<SubjectRequestState> { from }, new Queue<SubjectRequestState>([from]));
        while (left.TryDequeue(out var state))
        {
            foreach (var operation in Enum.GetValues<SubjectRequestOperation>())
            {
                if (SubjectRequestTransitions.TryApply(state, operation, out var to) && reached.Add(to))
                {
                    left.Enqueue(to);
                }
            }
        }

        return reached;
    }
}
