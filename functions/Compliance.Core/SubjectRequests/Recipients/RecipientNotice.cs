using Compliance.Exchange;

namespace Compliance.SubjectRequests;

/// <summary>
/// The state blob <c>requests/{requestId}/recipients/{name}</c>: one notice to one recipient, with the messages that carried it. It names
/// nobody. What must follow a change of state (a message, an audit entry, an alert) is owed until it is recorded here, so that the next
/// process delivers what a crash left.
/// </summary>
public sealed record RecipientNotice
{
    /// <summary>How long an unsent message is retried; after that a new one is created, with a fresh claim.</summary>
    static readonly TimeSpan Stale = TimeSpan.FromDays(1);

    /// <summary>Version of this layout.</summary>
    public int V { get; init; } = 1;

    /// <summary>UUID v7; tokens, message ids and audit entries refer to it.</summary>
    public required string Id { get; init; }

    public required RecipientAction Action { get; init; }

    public required NoticeState State { get; init; }

    /// <summary>When <see cref="State"/> began.</summary>
    public required DateTimeOffset At { get; init; }

    public required DateTimeOffset PostedAt { get; init; }

    /// <summary>The number of ledger entries available to it; 0 if it may not fetch call ids.</summary>
    public int Entries { get; init; }

    /// <summary>The number of the latest message, from 1; grows by one with each reminder.</summary>
    public int Number { get; init; } = 1;

    /// <summary>The latest message's claim.</summary>
    public required string ClaimId { get; init; }

    public required DateTimeOffset PreparedAt { get; init; }

    /// <summary>When the latest message was sent; null if not yet.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>When the first message was sent.</summary>
    public DateTimeOffset? FirstSentAt { get; init; }

    /// <summary>The recipient's answer.</summary>
    public AckOutcome? Answer { get; init; }

    /// <summary>The last state reported to the audit log and, if overdue, to the privacy team.</summary>
    public NoticeState ToldOf { get; init; } = NoticeState.Notified;

    public bool IsOpen => NoticeTransitions.IsOpen(State);

    public bool OwesMessage => IsOpen && SentAt is null;

    public bool OwesWord => ToldOf != State;

    /// <summary>Whether nothing is left to send, report or wait for.</summary>
    public bool IsAtRest => State is not NoticeState.Notified && !OwesMessage && !OwesWord;

    /// <summary>
    /// Creates a notice if there is none, or if the new action reaches further, the bus gave up the previous notice, or more was erased.
    /// </summary>
    /// <returns>Null if the existing notice remains in force.</returns>
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

    /// <summary>What is due by the clock: a new message, a reminder, or a lapse with a last reminder.</summary>
    /// <param name="registered">Whether the tenant's settings still list the recipient; otherwise nothing more is sent to it.</param>
    /// <returns>Null if nothing is due.</returns>
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

    /// <returns>Null if <see cref="NoticeTransitions"/> has no such row.</returns>
    public RecipientNotice? Apply(NoticeOperation operation, DateTimeOffset now) =>
        NoticeTransitions.TryApply(State, operation, out var to) ? this with { State = to, At = now } : null;

    /// <summary>Whether it is the same notice and message, and not a later replacement.</summary>
    public bool Is(RecipientNotice other) => Id == other.Id && Number == other.Number;

    RecipientNotice Renew(DateTimeOffset now) =>
        this with { Number = Number + 1, ClaimId = ClaimStore.NewId(), PreparedAt = now, SentAt = null };
}
