using Compliance.Model;
using Compliance.Recordings;

namespace Compliance.Core.Tests.Recordings.Purposes;

public sealed class PurposeStandingTests
{
    static readonly DateTimeOffset Now = new(2026, 6, 15, 12, 0, 0, TimeSpan.Zero);
    static readonly SubjectRequestId First = SubjectRequestId.Parse("01980000-0000-7000-8000-000000000001");
    static readonly SubjectRequestId Second = SubjectRequestId.Parse("01980000-0000-7000-8000-000000000002");

    [Fact]
    public void Of_NothingStopsIt_Active() => Assert.Equal((PurposeState.Active, null, null), Standing());

    [Fact]
    public void Of_ItsTimeHasPassed_EndedSinceThen() =>
        Assert.Equal((PurposeState.Ended, Now.AddDays(-1), null), Standing(until: Now.AddDays(-1)));

    [Fact]
    public void Of_AnotherPurposeStopped_Active() =>
        Assert.Equal(PurposeState.Active, Standing(stops: new PurposeStop("other", PurposeState.Withdrawn, Now, First)).State);

    [Fact]
    public void Of_TwoRequestsStoppedIt_TheFirstCounts() => Assert.Equal(
        (PurposeState.Objected, Now.AddDays(-2), First),
        Standing(
            until: Now.AddDays(-1),
            new PurposeStop("quality", PurposeState.Withdrawn, Now, Second),
            new PurposeStop("quality", PurposeState.Objected, Now.AddDays(-2), First)));

    static (PurposeState State, DateTimeOffset? Since, SubjectRequestId? Request) Standing(
        DateTimeOffset? until = null, params PurposeStop[] stops)
    {
        var purpose = new Purpose { Name = "quality", Basis = LawfulBasis.Consent, RetainUntil = until };
        var standing = Assert.Single(PurposeStanding.Of([purpose], stops, Now));
        return (standing.State, standing.Since, standing.RequestId);
    }
}
