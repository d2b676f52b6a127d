using Compliance.Exchange;
using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.SubjectRequests.Recipients;

public sealed class RecipientNoticeTests
{
    static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Post_TheSameOrALesserAction_LeavesTheNoticeThatIsThere()
    {
        var erased = RecipientNotice.Post(null, RecipientAction.Erased, 0, Start)!;

        Assert.Null(RecipientNotice.Post(erased, RecipientAction.Erased, 0, Start));
        Assert.Null(RecipientNotice.Post(erased, RecipientAction.Restricted, 0, Start));
        Assert.Null(RecipientNotice.Post(erased with { State = NoticeState.Acknowledged }, RecipientAction.Erased, 0, Start));
        Assert.Null(RecipientNotice.Post(
            erased with { State = NoticeState.Failed, Answer = AckOutcome.Refused }, RecipientAction.Erased, 0, Start));
    }

    [Fact]
    public void Post_AFurtherActionOrWhatTheBusGaveUp_IsANoticeOfItsOwn()
    {
        var restricted = RecipientNotice.Post(null, RecipientAction.Restricted, 0, Start)! with { State = NoticeState.Acknowledged };
        var givenUp = RecipientNotice.Post(null, RecipientAction.Erased, 0, Start)! with { State = NoticeState.Failed };

        var further = RecipientNotice.Post(restricted, RecipientAction.Erased, 0, Start.AddDays(1));
        var again = RecipientNotice.Post(givenUp, RecipientAction.Erased, 0, Start.AddDays(1));

        Assert.NotEqual(restricted.Id, further!.Id);
        Assert.Equal(NoticeState.Notified, further.State);
        Assert.NotEqual(givenUp.Id, again!.Id);
        Assert.NotEqual(givenUp.ClaimId, again.ClaimId);
    }

    [Theory]
    [InlineData(6.9, 6.9, "nothing")]
    [InlineData(7, 7, "Notified 2")]
    [InlineData(13.9, 6.9, "nothing")]
    [InlineData(14, 0.1, "Overdue 2")]
    public void Due_ByDaysSinceItWasPostedAndLastSent(double posted, double sent, string expected)
    {
        var now = Start.AddDays(posted);
        var notice = RecipientNotice.Post(null, RecipientAction.Erased, 0, Start)! with { SentAt = now.AddDays(-sent) };

        var due = notice.Due(7, 14, registered: true, now);

        Assert.Equal(expected, due is null ? "nothing" : $"{due.State} {due.Number}");
        Assert.True(due is null || (due.OwesMessage && due.ClaimId != notice.ClaimId));
    }

    [Fact]
    public void Due_NotSentForADay_IsMadeAnewWithAClaimThatLasts()
    {
        var notice = RecipientNotice.Post(null, RecipientAction.Erased, 0, Start)!;

        Assert.Null(notice.Due(7, 14, registered: true, Start.AddHours(23)));
        Assert.Equal(2, notice.Due(7, 14, registered: true, Start.AddHours(24))!.Number);
    }

    [Fact]
    public void Due_ARecipientThatIsRegisteredNoMore_BecomesOverdueAndIsSentNothing()
    {
        var notice = RecipientNotice.Post(null, RecipientAction.Erased, 0, Start)! with { SentAt = Start };

        Assert.Null(notice.Due(7, 14, registered: false, Start.AddDays(8)));
        var overdue = notice.Due(7, 14, registered: false, Start.AddDays(14))!;
        Assert.Equal(NoticeState.Overdue, overdue.State);
        Assert.False(overdue.OwesMessage);
    }

    [Theory]
    [InlineData(NoticeState.Acknowledged)]
    [InlineData(NoticeState.Failed)]
    [InlineData(NoticeState.Overdue)]
    public void Due_WhatWasAnsweredOrIsOverdue_IsLeftAlone(NoticeState state) =>
        Assert.Null((RecipientNotice.Post(null, RecipientAction.Erased, 0, Start)! with { State = state, SentAt = Start })
            .Due(7, 14, registered: true, Start.AddDays(90)));
}
