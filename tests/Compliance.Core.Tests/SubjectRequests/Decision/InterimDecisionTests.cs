using System.Text;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.SubjectRequests;
using static Compliance.Core.Tests.SubjectRequests.Decision.Cases;

namespace Compliance.Core.Tests.SubjectRequests.Decision;

/// What requests do before anybody has decided them.
public sealed class InterimDecisionTests
{
    [Fact]
    public void Every_right_and_ground_by_sort_of_purpose_before_the_decision()
    {
        var text = new StringBuilder("""
            One recording with one purpose of each sort, from the receipt of a request until its decision.

            """);
        foreach (var (type, ground) in AllRequests())
        {
            text.Append($"\n{Camel(type)}, {ground?.Text ?? "no ground named"}\n");
            foreach (var purpose in Sorts)
            {
                text.Append($"  {purpose.Name,-10} {Camel(purpose.Basis),-20} {Words(InterimDecisions.Of(Case(type, ground, purpose)))}\n");
            }
        }

        Approved.Matches("SubjectRequests/Decision/interim.approved.txt", text.ToString());

        static string Words(InterimEffect effect) => effect.IsNone
            ? "goes on"
            : string.Join(", ", effect.Stops.Values.Select(Camel).Append(effect.Restriction is { } x ? $"restricted {x}" : null)
                .Append(effect.StopsDecisions ? "no automated decisions" : null).OfType<string>());
    }

    [Fact]
    public void The_clock_says_which_requests_take_effect_before_their_decision()
    {
        foreach (var (type, ground) in AllRequests())
        {
            var effects = InterimDecisions.Of(Case(type, ground, Sorts));

            Assert.Equal(effects.IsNone, Effects.Of(type, ground) is TakesEffect.WithoutUndueDelay);
            Assert.Equal(effects.Restriction is not null || effects.StopsDecisions, Effects.Of(type, ground) is TakesEffect.UntilDecided);
        }
    }

    [Theory]
    [InlineData(RecordingState.Erasing)]
    [InlineData(RecordingState.Erased)]
    public void What_is_gone_is_left_alone(RecordingState state)
    {
        foreach (var (type, ground) in AllRequests())
        {
            Assert.True(InterimDecisions.Of(Case(type, ground, Sorts) with { State = state }).IsNone);
        }
    }

    [Fact]
    public void A_withdrawal_reaches_the_purposes_it_names()
    {
        Purpose[] purposes = [Of("quality", LawfulBasis.Consent), Of("coaching", LawfulBasis.Consent), Of("order", LawfulBasis.Contract)];
        var item = Case(SubjectRequestType.Withdrawal, null, purposes) with { Named = ["coaching", "order"] };

        Assert.Equal("coaching", Assert.Single(InterimDecisions.Of(item).Stops).Key);
        Assert.Equal(
            [PurposeFate.Kept, PurposeFate.Ends, PurposeFate.Kept], RecordingDecisions.Decide(item).Purposes.Select(x => x.Fate));
    }

    [Fact]
    public void What_another_request_stopped_does_not_begin_again()
    {
        foreach (var (type, ground) in AllRequests().Where(
            x => x.Type is SubjectRequestType.Erasure or SubjectRequestType.Objection or SubjectRequestType.Withdrawal))
        {
            foreach (var purpose in Sorts)
            {
                PurposeStop[] stops = [new(purpose.Name, PurposeState.Objected, Now, SubjectRequestId.Parse("01980000-0000-7000-8000-000000000001"))];
                var verdict = RecordingDecisions.Decide(Case(type, ground, purpose) with { Stops = stops });

                Assert.NotEqual(PurposeFate.Kept, Assert.Single(verdict.Purposes).Fate);
            }
        }
    }
}
