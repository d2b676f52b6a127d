using Compliance.Model;
using Compliance.Settings;
using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.SubjectRequests.State;

public sealed class InterimPhaseTests
{
    static readonly DateTimeOffset At = new(2026, 6, 15, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(SubjectRequestState.AwaitingIdentity, null, false, InterimPhase.InForce)]
    [InlineData(SubjectRequestState.AwaitingIdentity, IdentityOutcome.Insufficient, false, InterimPhase.Undone)]
    [InlineData(SubjectRequestState.AwaitingDecision, IdentityOutcome.Verified, false, InterimPhase.InForce)]
    [InlineData(SubjectRequestState.CoolingOff, IdentityOutcome.Verified, false, InterimPhase.InForce)]
    [InlineData(SubjectRequestState.Running, IdentityOutcome.Verified, false, InterimPhase.InForce)]
    [InlineData(SubjectRequestState.Failed, IdentityOutcome.Verified, false, InterimPhase.InForce)]
    [InlineData(SubjectRequestState.AwaitingAnswer, IdentityOutcome.Verified, false, InterimPhase.InForce)]
    [InlineData(SubjectRequestState.Completed, IdentityOutcome.Verified, true, InterimPhase.Settled)]
    [InlineData(SubjectRequestState.Refused, IdentityOutcome.Verified, false, InterimPhase.InForce)]
    [InlineData(SubjectRequestState.Refused, IdentityOutcome.Verified, true, InterimPhase.Undone)]
    [InlineData(SubjectRequestState.Cancelled, null, false, InterimPhase.Undone)]
    public void Of_RequestInForce_FollowsItsState(
        SubjectRequestState state, IdentityOutcome? identity, bool told, InterimPhase phase)
    {
        var request = Request(state, identity, told, TakesEffect.AtOnce);

        Assert.Equal(phase, InterimPhases.Of(request with { Interim = InterimPhase.InForce }));
        Assert.Equal(InterimPhase.None, InterimPhases.Of(Request(state, identity, told, TakesEffect.WithoutUndueDelay)));
    }

    [Fact]
    public void Of_RefusedWhileUndone_StaysUndone() => Assert.Equal(
        InterimPhase.Undone,
        InterimPhases.Of(Request(SubjectRequestState.Refused, IdentityOutcome.Insufficient, told: false, TakesEffect.AtOnce) with
        {
            Interim = InterimPhase.Undone,
        }));

    [Theory]
    [InlineData(SubjectRequestState.AwaitingIdentity, null, InterimPhase.None)]
    [InlineData(SubjectRequestState.AwaitingIdentity, IdentityOutcome.Insufficient, InterimPhase.None)]
    [InlineData(SubjectRequestState.AwaitingDecision, IdentityOutcome.Verified, InterimPhase.InForce)]
    public void Of_FiledByAnybody_WaitsForTheIdentity(SubjectRequestState state, IdentityOutcome? identity, InterimPhase phase) =>
        Assert.Equal(phase, InterimPhases.Of(Request(state, identity, told: false, TakesEffect.AtOnce) with { FiledBy = "anonymous" }));

    static SubjectRequestDocument Request(SubjectRequestState state, IdentityOutcome? identity, bool told, TakesEffect effect) => new()
    {
        Type = SubjectRequestType.Withdrawal,
        State = state,
        CreatedAt = At,
        FiledBy = "p",
        Clock = SubjectRequestClock.Start(At, effect, LegalCalendar.Of(new TenantSettings())),
        Identity = identity is { } outcome ? new IdentityState(outcome, IdentityMethod.Callback, At, "p") : null,
        Answer = told ? new AnswerState(At, IntakeChannel.Email, "answer-1") : null,
    };
}
