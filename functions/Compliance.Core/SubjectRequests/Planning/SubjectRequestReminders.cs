using System.Globalization;
using Compliance.Audit;
using Compliance.Exchange;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Reminds the privacy team that a period is ending (GDPR Art. 12(3)): with an entry in the timeline and in the audit log, and an event,
/// once per instant that the calendar gives.
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
        var reminders = document.Clock.Reminders(LegalCalendar.Of(settings));
        foreach (var reminder in reminders.Where(x => x.At <= now && !IsSent(document, x)))
        {
            var word = Word(reminder);
            await audit.NoteAsync(store, stored.Id, actor, SubjectRequestEvents.Reminder, $"{word}/{Due(document)}", cancellationToken);
            if (await messages.SendAsync(store.Scope, [Alert(stored, word)], cancellationToken) is SendOutcome.Unreachable)
            {
                // The message was not sent; the next check sends it.
                continue;
            }

            await register.UpdateAsync(
                store, stored.Id, x => IsSent(x, reminder) ? null : x.At(now, "reminder", Outcome(reminder, x)), cancellationToken);
        }

        return reminders.Where(x => x.At > now).Select(x => (DateTimeOffset?)x.At).Min();
    }

    /// <summary>
    /// Event <c>compliance.request.reminder</c> for the privacy team: subject <c>requests/{id}</c>, data <c>{"reminder","dueAt"}</c>.
    /// </summary>
    static TenantMessage Alert(StoredSubjectRequest stored, string word) => new(
        TenantMessage.PrivacyEvents,
        $"{stored.Id}-{word}-{Due(stored.Document)}",
        "compliance.request.reminder",
        $"requests/{stored.Id}",
        stored.Document.Clock.DueAt,
        TimeSpan.FromDays(14),
        To: null,
        new Dictionary<string, object>(StringComparer.Ordinal) { ["reminder"] = word, ["dueAt"] = stored.Document.Clock.DueAt });

    static bool IsSent(SubjectRequestDocument document, ClockReminder reminder) =>
        document.Timeline.Any(x => x.Step == "reminder" && x.Outcome == Outcome(reminder, document));

    static string Outcome(ClockReminder reminder, SubjectRequestDocument document) => $"{Word(reminder)}, due {Due(document)}";

    static string Word(ClockReminder reminder) =>
        reminder.Overdue ? "overdue" : string.Create(CultureInfo.InvariantCulture, $"dueIn{reminder.DaysBefore}Days");

    static string Due(SubjectRequestDocument document) => document.Clock.DueAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
