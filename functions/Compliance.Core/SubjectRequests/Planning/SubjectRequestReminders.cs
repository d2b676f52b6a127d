using System.Globalization;
using Compliance.Audit;
using Compliance.Exchange;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Reminds the privacy team that a period is ending, that of the answer (GDPR Art. 12(3)) or that of a complaint: with an entry in the
/// timeline and in the audit log, and an event, once per instant that the calendar gives.
/// </summary>
public sealed class SubjectRequestReminders(
    SubjectRequestRegister register, SubjectRequestAudit audit, ITenantMessages messages, TimeProvider clock)
{
    /// <summary>Sends the reminders that are due.</summary>
    /// <returns>When to check again; null if no more reminders will be due.</returns>
    public async Task<DateTimeOffset?> RemindAsync(
        TenantStore store, StoredSubjectRequest stored, Actor actor, TenantSettings settings, CancellationToken cancellationToken)
    {
        var (now, document) = (clock.GetUtcNow(), stored.Document);
        var reminders = Of(document, LegalCalendar.Of(settings));
        foreach (var reminder in reminders.Where(x => x.At <= now && !IsSent(document, x)))
        {
            await audit.NoteAsync(
                store, stored.Id, actor, SubjectRequestEvents.Reminder, $"{reminder.Word}/{Day(reminder)}", cancellationToken);
            if (await messages.SendAsync(store.Scope, [Alert(stored, reminder)], cancellationToken) is SendOutcome.Unreachable)
            {
                // The message was not sent; the next check sends it.
                continue;
            }

            await register.UpdateAsync(
                store, stored.Id, x => IsSent(x, reminder) ? null : x.At(now, "reminder", Outcome(reminder)), cancellationToken);
        }

        return reminders.Where(x => x.At > now).Select(x => (DateTimeOffset?)x.At).Min();
    }

    static IReadOnlyList<Due> Of(SubjectRequestDocument document, LegalCalendar calendar) =>
    [
        .. (document.IsOver ? [] : document.Clock.Reminders(calendar)).Select(x => new Due(x.At, Word(x), document.Clock.DueAt)),
        .. document.Complaints.Where(x => x.IsOpen).SelectMany(x => OfComplaint(x, calendar)),
    ];

    static IEnumerable<Due> OfComplaint(Complaint complaint, LegalCalendar calendar) =>
        SubjectRequestClock.RemindersOf(complaint.ReceivedAt, complaint.RespondBy, calendar, SubjectRequestClock.DefaultReminderDays)
            .Select(x => new Due(x.At, $"complaint{char.ToUpperInvariant(Word(x)[0])}{Word(x)[1..]}", complaint.RespondBy));

    /// <summary>
    /// Event <c>compliance.request.reminder</c> for the privacy team: subject <c>requests/{id}</c>, data <c>{"reminder","dueAt"}</c>.
    /// </summary>
    static TenantMessage Alert(StoredSubjectRequest stored, Due reminder) => new(
        TenantMessage.PrivacyEvents,
        $"{stored.Id}-{reminder.Word}-{Day(reminder)}",
        "compliance.request.reminder",
        $"requests/{stored.Id}",
        reminder.DueAt,
        TimeSpan.FromDays(14),
        To: null,
        new Dictionary<string, object>(StringComparer.Ordinal) { ["reminder"] = reminder.Word, ["dueAt"] = reminder.DueAt });

    static bool IsSent(SubjectRequestDocument document, Due reminder) =>
        document.Timeline.Any(x => x.Step == "reminder" && x.Outcome == Outcome(reminder));

    static string Outcome(Due reminder) => $"{reminder.Word}, due {Day(reminder)}";

    static string Word(ClockReminder reminder) =>
        reminder.Overdue ? "overdue" : string.Create(CultureInfo.InvariantCulture, $"dueIn{reminder.DaysBefore}Days");

    static string Day(Due reminder) => reminder.DueAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <param name="Word"><c>dueIn7Days</c>, <c>overdue</c>, <c>complaintDueIn2Days</c>, ….</param>
    sealed record Due(DateTimeOffset At, string Word, DateTimeOffset DueAt);
}
