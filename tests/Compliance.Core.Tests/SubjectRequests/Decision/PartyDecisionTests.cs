using Compliance.Model;
using Compliance.Recordings;
using Compliance.Settings;
using Compliance.SubjectRequests;
using static Compliance.Core.Tests.SubjectRequests.Decision.Cases;

namespace Compliance.Core.Tests.SubjectRequests.Decision;

public sealed class PartyDecisionTests
{
    const PartyRole Me = PartyRole.Caller;

    static readonly FileContent[] Files = [FileContent.Audio, FileContent.Transcript];

    public static TheoryData<string, PartyRole[], string> Calls => new()
    {
        { "alone with an agent", [Me, PartyRole.Agent], "erased" },
        { "transferred from agent to agent", [Me, PartyRole.Agent, PartyRole.Agent], "erased" },
        { "a supervisor joined", [Me, PartyRole.Agent, PartyRole.Supervisor], "erased" },
        { "with an interpreter", [Me, PartyRole.Agent, PartyRole.Interpreter], "erased" },
        { "a household", [Me, PartyRole.Agent, PartyRole.Caller], "partlyErased" },
        { "a conference of four", [Me, PartyRole.Agent, PartyRole.Caller, PartyRole.ThirdParty], "partlyErased" },
        { "handed to a third party", [Me, PartyRole.Agent, PartyRole.ThirdParty], "partlyErased" },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public void By_default_a_part_goes_where_other_callers_or_third_parties_are_on_the_call(string what, PartyRole[] roles, string outcome) =>
        Assert.Equal((what, outcome), (what, Camel(Decide(roles).Outcome)));

    [Theory]
    [InlineData(PartyAction.EraseParty, "partlyErased 17(1)(b) partyErased")]
    [InlineData(PartyAction.EraseAll, "erased 17(1)(b) consentWithdrawn")]
    [InlineData(PartyAction.Restrict, "restricted 18(1)(b) othersOnCall")]
    [InlineData(PartyAction.Keep, "retained 17(3)(a) excluded 2027-06-01")]
    public void The_decision_may_say_otherwise(PartyAction action, string verdict)
    {
        var choice = Chosen(action);
        Assert.Equal(verdict, Words(Decide([Me, PartyRole.Agent, PartyRole.Caller], x => x with { PartyChoice = choice })));
        Assert.Equal(
            verdict, Words(Decide([Me, PartyRole.Agent], x => x with { PartyChoice = choice })));
    }

    [Theory]
    [InlineData(RecordingState.AwaitingUpload, "needsReview 17(1)(b) notReady")]
    [InlineData(RecordingState.Sealing, "needsReview 17(1)(b) notReady")]
    [InlineData(RecordingState.Quarantined, "needsReview 17(1)(b) inQuarantine")]
    [InlineData(RecordingState.Expired, "erased 17(1)(b) consentWithdrawn")]
    [InlineData(RecordingState.Erasing, "notFound gone")]
    public void A_part_is_erased_of_what_is_sealed(RecordingState state, string verdict)
    {
        Assert.Equal(verdict, Words(Decide([Me, PartyRole.Agent, PartyRole.Caller], x => x with { State = state })));
        Assert.Equal(
            state is RecordingState.Erasing ? "notFound gone" : "erased 17(1)(b) consentWithdrawn",
            Words(Decide([Me, PartyRole.Agent], x => x with { State = state })));
    }

    [Fact]
    public void What_cannot_be_told_apart_waits_for_a_choice()
    {
        static RecordingVerdict Of(CallParties parties, PartyChoice? choice = null) =>
            Decide([Me], x => x with { Parties = parties, PartyChoice = choice });
        var apart = Parties([Me, PartyRole.Agent, PartyRole.Caller]);
        CallParties[] mixed =
        [
            apart with { All = [.. apart.All.Select(x => x with { Channel = null })] },
            apart with { Files = [.. Files, FileContent.Video] },
            apart with { Files = [.. Files, FileContent.Unknown] },
            apart with { Files = [.. Files, FileContent.Keystrokes] },
        ];
        Assert.All(mixed, x => Assert.Equal("needsReview 17(1)(b) partiesNotApart", Words(Of(x))));
        var chat = mixed[0] with { Files = [FileContent.Text, FileContent.Transcript] };
        Assert.Equal("partlyErased", Camel(Of(chat).Outcome));
        Assert.All(mixed, x => Assert.Equal("erased", Camel(Of(x, Chosen(PartyAction.EraseAll)).Outcome)));
    }

    [Fact]
    public void Holds_duties_and_purposes_that_go_on_win_over_the_erasure_of_a_part()
    {
        PartyRole[] roles = [Me, PartyRole.Agent, PartyRole.Caller];
        Assert.Equal("retained 17(3)(e) legalHold 2026-09-01", Words(Decide(roles, x => x with { Holds = Against[1].Holds })));
        Assert.Equal("needsReview 18(2) restrictionStands", Words(Decide(roles, x => x with { Restriction = Against[2].Restriction })));
        Assert.Equal(
            "retained 17(3)(b) dutyToKeep 2027-01-01", Words(Decide(roles, x => x with { Purposes = [Sorts[7]] })));
    }

    [Fact]
    public void Whose_part_is_erased_is_nobody_any_more()
    {
        var parties = Parties([Me, PartyRole.Agent, PartyRole.Caller]);
        parties = parties with { All = [parties.All[0], parties.All[1], parties.All[2] with { Erased = ErasedPart.All }] };
        Assert.Equal("erased 17(1)(b) consentWithdrawn", Words(Decide([Me], x => x with { Parties = parties })));
    }

    [Fact]
    public void The_erasure_of_a_part_stops_no_purpose_of_others()
    {
        Assert.Empty(VerdictStops.Of(Decide([Me, PartyRole.Agent, PartyRole.Caller])));
        Assert.NotEmpty(VerdictStops.Of(Decide([Me, PartyRole.Agent])));
    }

    [Theory]
    [InlineData(SubjectRequestType.Erasure, "partlyErased 17(1)(a) identityErased")]
    [InlineData(SubjectRequestType.Objection, "partlyErased 17(1)(c) identityErased")]
    [InlineData(SubjectRequestType.Withdrawal, "retained 7(3) groundDoesNotReach 2027-06-01")]
    [InlineData(SubjectRequestType.Access, "exported 15(3) accessGiven")]
    public void Of_staff_the_identity_goes_and_the_customer_s_call_stays(SubjectRequestType type, string verdict)
    {
        foreach (var role in (PartyRole[])[PartyRole.Agent, PartyRole.Supervisor, PartyRole.Interpreter])
        {
            var item = Case(type, ground: null, Sorts[0]) with
            {
                Parties = Parties([role, PartyRole.Caller]),
                DeleteAfter = new(2027, 6, 1, 0, 0, 0, TimeSpan.Zero),
                Decision = DecisionOutcome.Approve,
            };
            Assert.Equal(verdict, Words(RecordingDecisions.Decide(item)));
            Assert.Empty(VerdictStops.Of(RecordingDecisions.Decide(item)));
        }
    }

    [Fact]
    public void Of_staff_holds_and_duties_keep_the_identity_and_the_decision_may_say_more()
    {
        RecordingVerdict Of(Func<RecordingCase, RecordingCase> change) => Decide([PartyRole.Agent, Me], change);
        Assert.Equal("retained 17(3)(e) legalHold 2026-09-01", Words(Of(x => x with { Holds = Against[1].Holds })));
        Assert.Equal("retained 17(3)(b) dutyToKeep 2027-01-01", Words(Of(x => x with { Purposes = [Sorts[7]] })));
        Assert.Equal("needsReview 17(1)(a) notReady", Words(Of(x => x with { State = RecordingState.AwaitingUpload })));
        Assert.Equal(
            "partlyErased 17(1)(a) partyErased", Words(Of(x => x with { PartyChoice = Chosen(PartyAction.EraseParty) })));
        Assert.Equal("erased", Camel(Of(x => x with { PartyChoice = Chosen(PartyAction.EraseAll) }).Outcome));
    }

    [Fact]
    public void Of_staff_the_voice_goes_too_where_the_agreement_says_so_and_it_can_be_told_from_the_customer_s()
    {
        RecordingVerdict Of(Func<RecordingCase, RecordingCase> change) =>
            Decide([PartyRole.Agent, Me], x => change(x with { AgentVoice = AgentVoice.Silence }));
        Assert.Equal("partlyErased 17(1)(a) voiceSilenced", Words(Of(x => x)));
        Assert.Equal(
            "partlyErased 17(1)(a) identityErased",
            Words(Of(x => x with { Parties = x.Parties with { Files = [FileContent.Audio, FileContent.Video] } })));
        Assert.Equal("retained 17(3)(e) legalHold 2026-09-01", Words(Of(x => x with { Holds = Against[1].Holds })));
        Assert.Equal("retained 17(3)(b) dutyToKeep 2027-01-01", Words(Of(x => x with { Purposes = [Sorts[7]] })));
    }

    [Theory]
    [InlineData(SubjectRequestType.Erasure)]
    [InlineData(SubjectRequestType.Withdrawal)]
    public void A_request_of_staff_stops_nothing_of_the_customer_before_it_is_decided(SubjectRequestType type)
    {
        var item = Case(type, ground: null, Sorts[0]) with { Parties = Parties([PartyRole.Agent, Me]) };
        Assert.True(InterimDecisions.Of(item).IsNone);
    }

    /// A household's call, whatever is chosen for it, and an agent's.
    public static IEnumerable<RecordingCase> All() =>
        from choice in Enum.GetValues<PartyAction>().Select(Chosen).Prepend(null)
        from parties in (CallParties[])[Parties([Me, PartyRole.Caller]), Parties([PartyRole.Agent, Me]), Parties([Me, Me]) with { Files = [FileContent.Video] }]
        from voice in Enum.GetValues<AgentVoice>()
        select Case(SubjectRequestType.Erasure, ground: null, Sorts[0]) with { Parties = parties, PartyChoice = choice, AgentVoice = voice };

    static PartyChoice Chosen(PartyAction action) =>
        new() { RecordingId = default, Action = action, Reason = "A reporter needs it, 17(3)(a)." };

    /// The first is the person; each has a channel.
    static CallParties Parties(PartyRole[] roles) =>
        new([.. roles.Select((x, i) => new PartyFacts(x, i, 0, null, null))], [0], Files);

    static RecordingVerdict Decide(PartyRole[] roles, Func<RecordingCase, RecordingCase>? change = null)
    {
        var item = Case(SubjectRequestType.Erasure, ground: null, Sorts[0]) with
        {
            Parties = Parties(roles),
            DeleteAfter = new(2027, 6, 1, 0, 0, 0, TimeSpan.Zero),
        };
        return RecordingDecisions.Decide((change ?? (x => x))(item));
    }
}
