using System.Text.Json.Serialization;

namespace Compliance.SubjectRequests;

/// <summary>
/// How long the answer to a request may take (GDPR Art. 12(3)): one month from receipt, by Regulation 1182/71. The clock is stored with
/// the request and only events of the request change it, so a re-run, a new holiday or a new time zone in the settings does not move it.
/// <c>LAW.md</c> explains the reading of the law. Times are UTC.
/// </summary>
public sealed record SubjectRequestClock
{
    /// <summary>Days before the due day on which handlers are reminded by default.</summary>
    public static IReadOnlyList<int> DefaultReminderDays { get; } = [7, 2];

    /// <summary>The start of the period: receipt of the request, whether or not anybody has read it.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    public TakesEffect Effect { get; init; }

    /// <summary>In chronological order, without overlap; the last may be open.</summary>
    public IReadOnlyList<ClockSuspension> Suspended { get; init; } = [];

    public ClockExtension? Extension { get; init; }

    /// <summary>
    /// The latest time to tell the person of an extension, and when the answer is due without one: the last instant of that day.
    /// </summary>
    public required DateTimeOffset FirstDueAt { get; init; }

    /// <summary>The latest possible due time after an extension: three months from receipt.</summary>
    public required DateTimeOffset LatestDueAt { get; init; }

    /// <summary>When the answer is due: the last instant of that day. While suspended, the value at the start of the suspension.</summary>
    public required DateTimeOffset DueAt { get; init; }

    [JsonIgnore]
    public bool IsSuspended => Suspended is [.., { To: null }];

    public static SubjectRequestClock Start(DateTimeOffset receivedAt, TakesEffect effect, LegalCalendar calendar) =>
        new SubjectRequestClock
        {
            ReceivedAt = receivedAt.ToUniversalTime(), Effect = effect, FirstDueAt = default, LatestDueAt = default, DueAt = default,
        }.Reckoned(calendar);

    /// <summary>Suspends the period while proof of identity is awaited. Has no effect once the answer is overdue.</summary>
    public SubjectRequestClock Suspend(DateTimeOffset askedAt, LegalCalendar calendar)
    {
        var from = Later(askedAt, Suspended is [.., { To: { } last }] ? last : ReceivedAt);
        return IsSuspended || from > DueAt ? this : (this with { Suspended = [.. Suspended, new(from, To: null)] }).Reckoned(calendar);
    }

    /// <summary>Resumes the period, with the days that were left.</summary>
    public SubjectRequestClock Resume(DateTimeOffset arrivedAt, LegalCalendar calendar) => Suspended is [.., { To: null } open]
        ? (this with { Suspended = [.. Suspended.SkipLast(1), open with { To = Later(arrivedAt, open.From) }] }).Reckoned(calendar)
        : this;

    /// <summary>The clock as if what is awaited arrived now; unchanged if nothing is awaited.</summary>
    public SubjectRequestClock AsOf(DateTimeOffset now, LegalCalendar calendar) =>
        IsSuspended ? Resume(now, calendar) with { Suspended = Suspended } : this;

    /// <summary>Never true while the period is suspended.</summary>
    public bool IsOverdue(DateTimeOffset now) => !IsSuspended && now > DueAt;

    /// <summary>Calendar days from today to the due day; 0 on that day, negative after it.</summary>
    public int DaysLeft(DateTimeOffset now, LegalCalendar calendar) =>
        calendar.DayOf(AsOf(now, calendar).DueAt).DayNumber - calendar.DayOf(now).DayNumber;

    /// <summary>
    /// When handlers are reminded: at the start of the given days, and when the answer is overdue. Empty while the period is suspended.
    /// </summary>
    /// <param name="daysBefore">Default <see cref="DefaultReminderDays"/>.</param>
    public IReadOnlyList<ClockReminder> Reminders(LegalCalendar calendar, IReadOnlyList<int>? daysBefore = null) => IsSuspended
        ? []
        : RemindersOf(ReceivedAt, DueAt, calendar, daysBefore ?? DefaultReminderDays);

    /// <summary>At the start of each day so many days before the due day, after receipt, and when it has passed.</summary>
    internal static IReadOnlyList<ClockReminder> RemindersOf(
        DateTimeOffset receivedAt, DateTimeOffset dueAt, LegalCalendar calendar, IReadOnlyList<int> daysBefore) =>
    [
        .. daysBefore.Where(x => x > 0).Distinct().OrderDescending()
            .Select(x => new ClockReminder(calendar.FirstInstantOf(calendar.DayOf(dueAt).AddDays(-x)), x))
            .Where(x => x.At > receivedAt),
        new ClockReminder(dueAt.AddTicks(1), DaysBefore: 0),
    ];

    internal SubjectRequestClock Reckoned(LegalCalendar calendar)
    {
        var received = calendar.DayOf(ReceivedAt);
        var stoodStill = StoodStill(calendar);
        var first = calendar.EndOf(received, 1, stoodStill);
        var latest = calendar.EndOf(received, 3, stoodStill);

        // A promise to the person is kept: the day of an extension is not moved to a working day.
        var due = Extension is { } x ? Earlier(x.Until.AddDays(stoodStill - x.StoodStill), latest) : first;
        return this with
        {
            FirstDueAt = calendar.LastInstantOf(first),
            LatestDueAt = calendar.LastInstantOf(latest),
            DueAt = calendar.LastInstantOf(due),
        };
    }

    /// <summary>Whole days: the day of the request for proof counts as elapsed, the day of its arrival does not.</summary>
    internal int StoodStill(LegalCalendar calendar) =>
        Suspended.Sum(x => x.To is { } to ? calendar.DayOf(to).DayNumber - calendar.DayOf(x.From).DayNumber : 0);

    static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => (a > b ? a : b).ToUniversalTime();

    static DateOnly Earlier(DateOnly a, DateOnly b) => a < b ? a : b;
}
