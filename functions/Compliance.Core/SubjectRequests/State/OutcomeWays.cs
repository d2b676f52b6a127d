using Compliance.Model;

namespace Compliance.SubjectRequests;

/// <summary>How a request that was carried out goes on from what it left, outcome by outcome. No way on means that it is final.</summary>
public static class OutcomeWays
{
    public static IReadOnlyList<SubjectRequestOperation> On(OutcomeKind outcome) => outcome switch
    {
        OutcomeKind.Retained => [SubjectRequestOperation.PlanAgain],
        OutcomeKind.NeedsReview =>
            [SubjectRequestOperation.PlanAgain, SubjectRequestOperation.Resolve, SubjectRequestOperation.Correct],
        OutcomeKind.Open => [SubjectRequestOperation.Resolve],
        OutcomeKind.Restricted or OutcomeKind.Stopped => [SubjectRequestOperation.Lift],
        OutcomeKind.Erased
            or OutcomeKind.PartlyErased
            or OutcomeKind.Exported
            or OutcomeKind.Corrected
            or OutcomeKind.NotFound
            or OutcomeKind.Resolved => [],
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };

    /// <summary>Whether a person has to look at it.</summary>
    public static bool NeedsPerson(OutcomeKind outcome) => On(outcome).Contains(SubjectRequestOperation.Resolve);

    /// <summary>The request, to be carried out again from a page of its plan that was changed. Its clock goes on.</summary>
    /// <returns>Null where its state does not allow it.</returns>
    public static SubjectRequestDocument? TakeUp(
        SubjectRequestDocument document, SubjectRequestOperation operation, int first, DateTimeOffset now) =>
        SubjectRequestTransitions.TryApply(document.State, operation, out var to)
            ? (document with
            {
                State = to,
                Answer = null,
                KeepUntil = null,

                // What was settled with the last answer is settled again with the next one.
                Interim = document.Interim is InterimPhase.Settled ? InterimPhase.InForce : document.Interim,
                Run = document.Run with
                {
                    Step = document.HasPackage ? RunStep.Certify : RunStep.Act, Settled = first, Again = document.Run.Again + 1,
                },
            }).At(now, operation is SubjectRequestOperation.Resolve ? "resolved" : "retried", "success")
            : null;
}
