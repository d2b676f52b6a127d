using Compliance.Exchange;

namespace Compliance.SubjectRequests;

/// <summary>
/// The state blob <c>requests/{requestId}/recipients/{name}</c>: one notice to one recipient, with the messages that carried it. It names
/// nobody. What has to follow a state (a message, an audit entry, an alert) is owed until it is noted here, so that whoever comes next
/// pays what a crash left.
/// </summary>
public sealed record RecipientNotice
{
    /// <summary>How long a message that could not be sent is tried as it is; then it is made anew, with a claim that lasts.</summary>
    static readonly TimeSpan Stale = TimeSpan.FromDays(1);

    /// <summary>Version of this layout.</summary>
    public int V { get; init; } = 1;

    /// <summary>UUID v7: what tokens, message ids and audit entries refer to.</summary>
    public required string Id { get; init; }

    public required RecipientAction Action { get; init; }

    public required NoticeState State { get; init; }

    /// <summary>When <see cref="State"/> began.</summary>
    public required DateTimeOffset At { get; init; }

    public required DateTimeOffset PostedAt { get; init; }

    /// <summary>Ledger entries that there were for it to learn from; none where it may not fetch call ids.</summary>
    public int Entries { get; init; }

    /// <summary>The latest message: 1, then one more with each reminder.</summary>
    public int Number { get; init; } = 1;

    /// <summary>The latest message's claim.</summary>
    public required string ClaimId { get; init; }

    public required DateTimeOffset PreparedAt { get; init; }

    /// <summary>When the latest message went out; null while it has not.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>When the first message went out.</summary>
    public DateTimeOffset? FirstSentAt { get; init; }

    /// <summary>What the recipient answered.</summary>
    public AckOutcome? Answer { get; init; }

    /// <summary>The state of which the audit log, and where it is overdue the privacy team, was told.</summary>
    public NoticeState ToldOf { get; init; } = NoticeState.Notified;

    public bool IsOpen => NoticeTransitions.IsOpen(State);

    public bool OwesMessage => IsOpen && SentAt is null;

    public bool OwesWord => ToldOf != State;

    /// <summary>Nothing is left to be sent, told or waited for.</summary>
    public bool IsAtRest => State is not NoticeState.Notified && !OwesMessage && !OwesWord;

    /// <summary>
    /// A notice of its own, or of a further-reaching action than the one before, or again after the bus gave it up or more was erased.
    /// </summary>
    /// <returns>Null when the notice there is stands.</returns>
    public static RecipientNotice? Post(RecipientNotice? before, RecipientAction action, int entries, DateTimeOffset now)
    {
        var again = before is { State: NoticeState.Failed, Answer: null } || before?.Entries < entries;
        return before is not null && (before.Action > action || (before.Action == action && !again))
            ? null
            : new RecipientNotice
            {
                Id = Guid.CreateVersion7(now).ToString("D"),
                Action = action,
                State = NoticeState.Notified,
                At = now,
                PostedAt = now,
                Entries = entries,
                ClaimId = ClaimStore.NewId(),
                PreparedAt = now,
            };
    }

    /// <summary>What the clock does: a message made anew, a reminder, a lapse with a last reminder.</summary>
    /// <param name="registered">Whether the tenant's settings still name the recipient: nobody else is sent anything more.</param>
    /// <returns>Null when nothing is due.</returns>
    public RecipientNotice? Due(int reminderDays, int overdueDays, bool registered, DateTimeOffset now)
    {
        if (now - PostedAt >= TimeSpan.FromDays(overdueDays) && Apply(NoticeOperation.Lapse, now) is { } lapsed)
        {
            return registered ? lapsed.Renew(now) : lapsed;
        }

        var due = SentAt is { } sent
            ? State is NoticeState.Notified && now - sent >= TimeSpan.FromDays(reminderDays)
            : OwesMessage && now - PreparedAt >= Stale;
        return due && registered ? Renew(now) : null;
    }

    /// <returns>Null when <see cref="NoticeTransitions"/> has no such row.</returns>
    public RecipientNotice? Apply(NoticeOperation operation, DateTimeOffset now) =>
        NoticeTransitions.TryApply(State, operation, out var to) ? this with { State = to, At = now } : null;

    /// <summary>The same notice and message, and not a later one that took its place.</summary>
    public bool Is(RecipientNotice other) => Id == other.Id && Number == other.Number;

    RecipientNotice Renew(DateTimeOffset now) =>
        this with { Number = Number + 1, ClaimId = ClaimStore.NewId(), PreparedAt = now, SentAt = null };
}
