using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.SubjectRequests.Recipients;

public sealed class NoticeTransitionsTests
{
    [Fact]
    public void The_table_is_this_and_nothing_else()
    {
        string[] expected =
        [
            "Notified Acknowledge Acknowledged",
            "Notified Refuse Failed",
            "Notified Lapse Overdue",
            "Notified GiveUp Failed",
            "Overdue Acknowledge Acknowledged",
            "Overdue Refuse Failed",
        ];

        var actual = from state in Enum.GetValues<NoticeState>()
                     from operation in Enum.GetValues<NoticeOperation>()
                     let to = NoticeTransitions.TryApply(state, operation, out var next) ? next : (NoticeState?)null
                     where to is not null
                     select $"{state} {operation} {to}";

        Assert.Equal(expected.Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Whatever_an_answer_can_change_is_open() => Assert.All(
        Enum.GetValues<NoticeState>(),
        x => Assert.Equal(NoticeTransitions.TryApply(x, NoticeOperation.Acknowledge, out _), NoticeTransitions.IsOpen(x)));
}
