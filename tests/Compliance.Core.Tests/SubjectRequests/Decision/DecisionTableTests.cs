using System.Text;
using Compliance.Identities;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.SubjectRequests;
using static Compliance.Core.Tests.SubjectRequests.Decision.Cases;

namespace Compliance.Core.Tests.SubjectRequests.Decision;

/// The law as this code has it, in tables that a lawyer can read and correct.
public sealed class DecisionTableTests
{
    [Fact]
    public void Erasure_by_ground_basis_duty_and_time()
    {
        var text = new StringBuilder("""
            Erasure, one purpose (GDPR Art. 17). Decided on 2026-06-15. A purpose's time runs to 2028-01-01 or has passed; a duty to keep runs
            to 2027-01-01, has passed, or was never stated. "none named": the request gave no ground. Direct marketing (any purpose whose name
            says so) stands below where it fares differently.

            """);
        foreach (var (_, ground) in AllRequests().Where(x => x.Type is SubjectRequestType.Erasure))
        {
            text.Append($"\nGround: {ground?.Text ?? "none named"}\n");
            foreach (var (basis, duty, end) in from b in Bases from d in Duties from e in Ends select (b, d, e))
            {
                var plain = Line(ground, Of("quality", basis, end.Day, duty.Day));
                text.Append($"  {Camel(basis),-20} {duty.Words,-12} {end.Words,-12} {plain}\n");
                var marketing = Line(ground, Of("direct-marketing", basis, end.Day, duty.Day));
                text.Append(marketing == plain ? "" : $"    for marketing      {duty.Words,-12} {end.Words,-12} {marketing}\n");
            }
        }

        Approved.Matches("SubjectRequests/Decision/erasure-purposes.approved.txt", text.ToString());

        static string Line(Ground? ground, Purpose purpose)
        {
            var verdict = RecordingDecisions.Decide(Case(SubjectRequestType.Erasure, ground, purpose));
            var fate = Assert.Single(verdict.Purposes);
            return $"{Camel(fate.Fate),-10} {fate.Basis,-9} {fate.Reason,-18} {Day(fate.ReviewAt),-10} recording: {Camel(verdict.Outcome)}";
        }
    }

    [Fact]
    public void Every_right_by_state_match_and_choice()
    {
        (string Words, MatchStrength Match, DeciderChoice Choice)[] columns =
        [
            ("strong match", MatchStrength.Strong, DeciderChoice.None),
            ("strong, included", MatchStrength.Strong, DeciderChoice.Included),
            ("strong, left out for 17(3)(a)", MatchStrength.Strong, DeciderChoice.Excluded),
            ("weak match", MatchStrength.Weak, DeciderChoice.None),
            ("weak, included", MatchStrength.Weak, DeciderChoice.Included),
            ("weak, left out", MatchStrength.Weak, DeciderChoice.Excluded),
        ];
        var text = new StringBuilder("""
            One recording, kept for quality on consent, by its state, by how surely it is the person's, and by what a person decided of it.
            No ground was named. A contradicted match fares like a weak one.

            """);
        foreach (var (type, against) in from t in Enum.GetValues<SubjectRequestType>() from a in Against select (t, a))
        {
            text.Append($"\n{Camel(type)}; {against.Words}\n");
            foreach (var rows in Enum.GetValues<RecordingState>().GroupBy(Row))
            {
                text.Append($"  {string.Join(", ", rows.Select(Camel))}\n{rows.Key}");
            }

            string Row(RecordingState state) =>
                string.Concat(columns.Select(x => $"    {x.Words,-30} {Words(Decide(state, x.Match, x.Choice))}\n"));

            RecordingVerdict Decide(RecordingState state, MatchStrength match, DeciderChoice choice) => RecordingDecisions.Decide(
                Case(type, ground: null, Of("quality", LawfulBasis.Consent)) with
                {
                    State = state,
                    Match = match,
                    Choice = choice,
                    ChoiceReason = choice is DeciderChoice.Excluded ? "Journalism, Art. 17(3)(a)." : null,
                    Holds = against.Holds,
                    Restriction = against.Restriction,
                });
        }

        Approved.Matches("SubjectRequests/Decision/recordings.approved.txt", text.ToString());
    }

    [Fact]
    public void Every_right_and_ground_by_sort_of_purpose()
    {
        var text = new StringBuilder("""
            One recording with one purpose of each sort. Objections: before the controller decided, after it approved, after it refused.
            Automated decisions: after a person reviewed one, and it does not stand.

            """);
        foreach (var (type, ground, decision) in Decided().Where(x => x.Type is not SubjectRequestType.Erasure))
        {
            text.Append($"\n{Title(type, ground, decision)}\n");
            foreach (var purpose in Sorts)
            {
                var verdict = RecordingDecisions.Decide(Case(type, ground, purpose) with { Decision = decision });
                var fate = verdict.Purposes is [{ } only] ? $"{Camel(only.Fate)} {only.Basis} {only.Reason}" : "not looked into";
                text.Append($"  {purpose.Name,-10} {Camel(purpose.Basis),-20} {fate,-42} recording: {Words(verdict)}\n");
            }
        }

        Approved.Matches("SubjectRequests/Decision/other-rights.approved.txt", text.ToString());
    }

    [Fact]
    public void Erasure_and_objection_with_two_purposes()
    {
        var text = new StringBuilder("""
            One recording with two purposes. Held: the same recording under a legal hold.

            """);
        foreach (var (type, ground, decision) in Decided().Where(x => x.Ground?.Text is null or "17(1)(b)" or "17(1)(c)" or "21(2)"))
        {
            if (type is not (SubjectRequestType.Erasure or SubjectRequestType.Objection))
            {
                continue;
            }

            text.Append($"\n{Title(type, ground, decision)}\n");
            foreach (var (first, second) in Pairs())
            {
                var item = Case(type, ground, first, second) with { Decision = decision };
                var verdict = RecordingDecisions.Decide(item);
                var held = RecordingDecisions.Decide(item with { Holds = Against[1].Holds });
                var fates = string.Join(", ", verdict.Purposes.Select(x => $"{x.Purpose} {Camel(x.Fate)} {x.Basis}"));
                text.Append($"  {fates,-62} {Words(verdict),-52} held: {Camel(held.Outcome)} {held.Basis}\n");
            }
        }

        Approved.Matches("SubjectRequests/Decision/two-purposes.approved.txt", text.ToString());
    }

    static IEnumerable<(Purpose First, Purpose Second)> Pairs() =>
        from i in Enumerable.Range(0, Sorts.Length)
        from j in Enumerable.Range(i + 1, Sorts.Length - i - 1)
        select (Sorts[i], Sorts[j]);

    static IEnumerable<(SubjectRequestType Type, Ground? Ground, DecisionOutcome? Decision)> Decided() =>
        from request in AllRequests()
        from decision in request.Type is SubjectRequestType.Objection
            ? new DecisionOutcome?[] { null, DecisionOutcome.Approve, DecisionOutcome.Refuse }
            : [DecisionOutcome.Approve]
        select (request.Type, request.Ground, decision);

    static string Title(SubjectRequestType type, Ground? ground, DecisionOutcome? decision) =>
        $"{Camel(type)}, {ground?.Text ?? "no ground named"}"
        + (type is SubjectRequestType.Objection ? $", {(decision is { } x ? Camel(x) : "undecided")}" : "");
}
