using System.Collections.Frozen;

namespace Compliance.SubjectRequests;

/// <summary>
/// What a recipient is asked to follow (GDPR Art. 19), from the least to the most: a later notice never takes back an earlier one.
/// </summary>
public enum RecipientAction
{
    Restricted,
    Rectified,
    Erased,
}

/// <summary>Where a recipient stands (openapi.yaml, <c>recipients</c> of a request).</summary>
public enum NoticeState
{
    Notified,

    /// <summary>Done, or it knows nothing of the person.</summary>
    Acknowledged,

    /// <summary>It refused, or the bus will not take the message.</summary>
    Failed,

    /// <summary>Nothing was heard in time; an answer still counts.</summary>
    Overdue,
}

/// <summary>What may happen to a notice; each is a column of <see cref="NoticeTransitions"/>.</summary>
public enum NoticeOperation
{
    /// <summary>The recipient says it is done, or that it found nobody.</summary>
    Acknowledge,

    /// <summary>The recipient says no.</summary>
    Refuse,

    /// <summary>The time to answer has passed.</summary>
    Lapse,

    /// <summary>The bus will not take the message.</summary>
    GiveUp,
}

/// <summary>The one table of what may happen to a notice: (from, operation) → to. What is not in it changes nothing.</summary>
public static class NoticeTransitions
{
    static readonly FrozenDictionary<(NoticeState From, NoticeOperation Operation), NoticeState> Table =
        new Dictionary<(NoticeState From, NoticeOperation Operation), NoticeState>
        {
            [(NoticeState.Notified, NoticeOperation.Acknowledge)] = NoticeState.Acknowledged,
            [(NoticeState.Notified, NoticeOperation.Refuse)] = NoticeState.Failed,
            [(NoticeState.Notified, NoticeOperation.Lapse)] = NoticeState.Overdue,
            [(NoticeState.Notified, NoticeOperation.GiveUp)] = NoticeState.Failed,

            // Late is better than never. A reminder that the bus refuses makes it no less overdue.
            [(NoticeState.Overdue, NoticeOperation.Acknowledge)] = NoticeState.Acknowledged,
            [(NoticeState.Overdue, NoticeOperation.Refuse)] = NoticeState.Failed,
        }.ToFrozenDictionary();

    public static bool TryApply(NoticeState from, NoticeOperation operation, out NoticeState to) =>
        Table.TryGetValue((from, operation), out to);

    /// <summary>The recipient's answer still counts.</summary>
    public static bool IsOpen(NoticeState state) => state is NoticeState.Notified or NoticeState.Overdue;
}
