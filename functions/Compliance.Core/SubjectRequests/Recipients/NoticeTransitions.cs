using System.Collections.Frozen;

namespace Compliance.SubjectRequests;

/// <summary>
/// What a recipient is asked to do (GDPR Art. 19, 22(3)), in ascending order: a later notice never revokes an earlier one.
/// </summary>
public enum RecipientAction
{
    /// <summary>Make no automated decision about the person from what it has.</summary>
    DecisionsStopped,
    Restricted,
    Rectified,

    /// <summary>Erase what it has of the person; of the calls named as parts, the person's part only: others are on them.</summary>
    PartlyErased,
    Erased,
}

/// <summary>The state of a recipient (openapi.yaml, <c>recipients</c> of a request).</summary>
public enum NoticeState
{
    Notified,

    /// <summary>It has done it, or has no data of the person.</summary>
    Acknowledged,

    /// <summary>It refused, or the bus does not accept the message.</summary>
    Failed,

    /// <summary>It has not answered in time; an answer still counts.</summary>
    Overdue,
}

/// <summary>The operations on a notice; each is a column of <see cref="NoticeTransitions"/>.</summary>
public enum NoticeOperation
{
    /// <summary>The recipient reports that it is done, or that it has no data of the person.</summary>
    Acknowledge,

    /// <summary>The recipient refuses.</summary>
    Refuse,

    /// <summary>The time to answer has passed.</summary>
    Lapse,

    /// <summary>The bus does not accept the message.</summary>
    GiveUp,
}

/// <summary>The single table of transitions: (from, operation) → to. Anything else changes nothing.</summary>
public static class NoticeTransitions
{
    static readonly FrozenDictionary<(NoticeState From, NoticeOperation Operation), NoticeState> Table =
        new Dictionary<(NoticeState From, NoticeOperation Operation), NoticeState>
        {
            [(NoticeState.Notified, NoticeOperation.Acknowledge)] = NoticeState.Acknowledged,
            [(NoticeState.Notified, NoticeOperation.Refuse)] = NoticeState.Failed,
            [(NoticeState.Notified, NoticeOperation.Lapse)] = NoticeState.Overdue,
            [(NoticeState.Notified, NoticeOperation.GiveUp)] = NoticeState.Failed,

            // A late answer counts. A reminder that the bus refuses does not change that the notice is overdue.
            [(NoticeState.Overdue, NoticeOperation.Acknowledge)] = NoticeState.Acknowledged,
            [(NoticeState.Overdue, NoticeOperation.Refuse)] = NoticeState.Failed,
        }.ToFrozenDictionary();

    public static bool TryApply(NoticeState from, NoticeOperation operation, out NoticeState to) =>
        Table.TryGetValue((from, operation), out to);

    /// <summary>Whether the recipient's answer still counts.</summary>
    public static bool IsOpen(NoticeState state) => state is NoticeState.Notified or NoticeState.Overdue;
}
