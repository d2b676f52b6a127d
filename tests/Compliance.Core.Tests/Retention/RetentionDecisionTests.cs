using Compliance.Model;
using Compliance.Recordings;
using Compliance.Retention;
using Compliance.Settings;

namespace Compliance.Core.Tests.Retention;

/// <summary>Every state, hold, restriction, end, duty and age of the seal.</summary>
public sealed class RetentionDecisionTests
{
    static readonly DateTimeOffset Now = new(2026, 3, 2, 3, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Nothing_goes_that_anything_keeps_and_everything_else_does()
    {
        var gone = 0;
        bool[] both = [false, true];
        foreach (var (state, held, restricted, due, duty, fresh, medium) in
            from state in Enum.GetValues<RecordingState>() from held in both from restricted in both from due in both from duty in both
            from fresh in both from medium in both
            select (state, held, restricted, due, duty, fresh, medium))
        {
            var document = new RecordingDocument
            {
                State = state,
                CreatedAt = Now,
                Facts = RecordingFacts.None,
                NextOrdinal = 1,
                Holds = held ? [new HoldState("h", "m", Now.AddDays(9), Now)] : [],
                Restrictions = restricted ? [new StandingRestriction("18(1)(a)", SubjectRequestId.New(TimeProvider.System), Now)] : [],
            };
            var retention = new RetentionState(due ? Now : Now.AddDays(1), duty ? Now.AddDays(2) : null)
            {
                Media = medium ? [new MediumRetention(RetentionMedium.Audio, Now, null, null, "r")] : [],
            };

            var verdict = RetentionDecisions.Of(document, retention, fresh ? Now.AddHours(-23) : Now.AddHours(-24), Now);

            var whole = due && !duty;
            var some = !whole && medium;
            var reason = state is RecordingState.Erasing or RecordingState.Erased ? RetentionReason.Gone
                : held ? RetentionReason.Held
                : restricted ? RetentionReason.Restricted
                : !some && !due ? RetentionReason.NotDue
                : !some && duty ? RetentionReason.Duty
                : state is RecordingState.AwaitingUpload or RecordingState.Sealing ? RetentionReason.InWork
                : some && state is not RecordingState.Sealed ? RetentionReason.InWork
                : fresh ? RetentionReason.JustSealed
                : (RetentionReason?)null;
            Assert.Equal(reason, verdict.Kept?.Reason);
            Assert.Equal(some ? [RetentionMedium.Audio] : [], verdict.Media);
            gone += verdict.Kept is null ? 1 : 0;
        }

        // Sealed, quarantined and expired as a whole, with or without a medium; a medium alone of what is sealed.
        Assert.Equal((3 * 2) + 3, gone);
    }
}
