using System.Reflection;
using System.Text.RegularExpressions;
using Compliance.Identities;
using Compliance.Model;
using Compliance.SubjectRequests;
using static Compliance.Core.Tests.SubjectRequests.Decision.Cases;

namespace Compliance.Core.Tests.SubjectRequests.Decision;

/// What no row of the tables may break, over the whole cross product.
public sealed partial class DecisionRuleTests
{
    [Fact]
    public void Nothing_is_erased_that_is_held_owed_unclear_left_out_or_gone()
    {
        var erased = 0;
        foreach (var item in All())
        {
            var verdict = RecordingDecisions.Decide(item);
            if (verdict.Outcome is OutcomeKind.Erased)
            {
                erased++;
                Assert.Empty(item.Holds);
                Assert.DoesNotContain(item.Purposes, x => x.RetainAtLeastUntil > item.Now);
                Assert.True(item.Match is MatchStrength.Strong || item.Choice is DeciderChoice.Included);
                Assert.NotEqual(DeciderChoice.Excluded, item.Choice);
                Assert.False(item.State is RecordingState.Erased or RecordingState.Erasing);
                Assert.True(item.Type is SubjectRequestType.Erasure or SubjectRequestType.Objection or SubjectRequestType.Withdrawal);
                Assert.All(verdict.Purposes, x => Assert.Equal(PurposeFate.Ends, x.Fate));
                Assert.NotNull(verdict.Basis);
            }
        }

        Assert.True(erased > 1000);
    }

    [Fact]
    public void Consent_never_outlives_a_request_for_erasure()
    {
        foreach (var item in All().Where(x => x.Type is SubjectRequestType.Erasure))
        {
            foreach (var (purpose, fate) in item.Purposes.Zip(RecordingDecisions.Decide(item).Purposes))
            {
                Assert.Equal(purpose.Name, fate.Purpose);
                Assert.True(purpose.Basis is not Compliance.Recordings.LawfulBasis.Consent || fate.Fate is PurposeFate.Ends);
            }
        }
    }

    [Fact]
    public void Every_verdict_names_its_article_and_a_known_reason()
    {
        var known = typeof(VerdictReasons).GetFields(BindingFlags.Public | BindingFlags.Static).Select(
            x => (string)x.GetValue(null)!).ToHashSet();
        var seen = new HashSet<string>();
        foreach (var item in All().Concat(PartyDecisionTests.All()))
        {
            var verdict = RecordingDecisions.Decide(item);
            seen.Add(verdict.Reason);
            seen.UnionWith(verdict.Purposes.Select(x => x.Reason));
            Assert.True(verdict.Basis is null
                ? verdict.Reason is VerdictReasons.Gone or VerdictReasons.NotTheirs or VerdictReasons.Excluded or VerdictReasons.NothingToCorrect
                : Article().IsMatch(verdict.Basis));
            Assert.All(verdict.Purposes, x => Assert.Matches(Article(), x.Basis));
        }

        // These say how a recording was found, or what a person did, not what the law says of it.
        known.ExceptWith(
        [
            VerdictReasons.AfterDecision, VerdictReasons.Unverifiable, VerdictReasons.ResolvedByPerson, VerdictReasons.EndedMeanwhile,
        ]);
        Assert.Equal(known.Order(), seen.Order());
    }

    [Fact]
    public void A_contradicted_match_fares_like_a_weak_one()
    {
        foreach (var item in All().Where(x => x.Match is MatchStrength.Weak))
        {
            Assert.Equal(
                Words(RecordingDecisions.Decide(item)), Words(RecordingDecisions.Decide(item with { Match = MatchStrength.Contradicted })));
        }
    }

    [Fact]
    public void A_recording_kept_for_nothing_is_erased()
    {
        var verdict = RecordingDecisions.Decide(Case(SubjectRequestType.Erasure, ground: null));

        Assert.Equal((OutcomeKind.Erased, VerdictReasons.NoPurpose), (verdict.Outcome, verdict.Reason));
    }

    [Fact]
    public void What_is_left_out_carries_the_deciders_words_and_the_exception_they_name()
    {
        var item = Case(SubjectRequestType.Erasure, ground: null, Sorts[0]) with
        {
            Choice = DeciderChoice.Excluded, ChoiceReason = "Needed for the archive, Art. 17(3)(d).", DeleteAfter = Now.AddDays(9),
        };

        var verdict = RecordingDecisions.Decide(item);
        Assert.Equal(("17(3)(d)", item.ChoiceReason, item.DeleteAfter), (verdict.Basis, verdict.Words, verdict.ReviewAt));
        Assert.Null(RecordingDecisions.Decide(item with { ChoiceReason = "As 15(4) says" }).Basis);
        Assert.DoesNotContain("archive", verdict.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Several_holds_are_looked_at_again_when_the_first_is()
    {
        var holds = new[] { Now.AddDays(30), Now.AddDays(3), (DateTimeOffset?)null }.Select(x => Against[1].Holds[0] with { ReviewAt = x });

        Assert.Equal(Now.AddDays(3), RecordingDecisions.Decide(
            Case(SubjectRequestType.Erasure, null, Sorts[0]) with { Holds = [.. holds] }).ReviewAt);
    }

    [Fact]
    public void A_purpose_that_names_no_end_ends_with_the_recordings_retention()
    {
        var item = Case(SubjectRequestType.Erasure, null, Sorts[2] with { RetainUntil = null });

        Assert.Null(RecordingDecisions.Decide(item).ReviewAt);
        Assert.Equal(Now.AddDays(5), RecordingDecisions.Decide(item with { DeleteAfter = Now.AddDays(5) }).ReviewAt);
        Assert.Equal(OutcomeKind.Erased, RecordingDecisions.Decide(item with { DeleteAfter = Now }).Outcome);
    }

    static IEnumerable<RecordingCase> All() =>
        from request in AllRequests()
        from decision in request.Type is SubjectRequestType.Objection
            ? new DecisionOutcome?[] { null, DecisionOutcome.Approve, DecisionOutcome.Refuse, DecisionOutcome.Partial }
            : [DecisionOutcome.Approve]
        from review in request.Type is SubjectRequestType.AutomatedDecision
            ? new ReviewOutcome?[] { ReviewOutcome.Upheld, ReviewOutcome.Changed }
            : [null]
        from state in Enum.GetValues<RecordingState>()
        from match in Enum.GetValues<MatchStrength>()
        from choice in Enum.GetValues<DeciderChoice>()
        from against in Against
        from purposes in PurposeSets
        from corrections in request.Type is SubjectRequestType.Rectification ? RectificationDecisionTests.Given : [(null, false)]
        select Case(request.Type, request.Ground, purposes) with
        {
            Decision = decision,
            Corrections = corrections.Given,
            CorrectedSince = corrections.Since,
            Review = review,
            State = state,
            Match = match,
            Choice = choice,
            Holds = against.Holds,
            Restriction = against.Restriction,
        };

    static readonly Compliance.Recordings.Purpose[][] PurposeSets =
    [
        [],
        .. Sorts.Select(x => new[] { x }),
        .. Enumerable.Range(0, Sorts.Length).Select(x => new[] { Sorts[x], Sorts[(x + 2) % Sorts.Length] }),
    ];

    [GeneratedRegex(@"\A(?:[0-9]{1,2}(?:\([0-9]\)(?:\([a-f]\))?)?)\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Article();
}
