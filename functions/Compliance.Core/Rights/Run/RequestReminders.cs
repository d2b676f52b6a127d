using System.Globalization;
using Compliance.Recordings;
using Compliance.Rights.Clock;
using Compliance.Rights.Requests;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Rights.Run;

/// <summary>
/// Reminds a privacy team that a period ends (GDPR Art. 12(3)): an entry in the timeline and in the audit log, and an event, once for each
/// instant that the calendar gives.
/// </summary>
public sealed class RequestReminders(RequestRegister register, RequestAudit audit, IRequestAlerts alerts, TimeProvider clock)
{
    /// <summary>Reminds of what is due by now.</summary>
    /// <returns>When to look again; null when nothing more will be due.</returns>
    public async Task<DateTimeOffset?> RemindAsync(
        TenantStore store, StoredRequest stored, Actor actor, TenantSettings settings, CancellationToken cancellation)
    {
        var (now, document) = (clock.GetUtcNow(), stored.Document);
        var reminders = document.Clock.Reminders(LegalCalendar.Of(settings));
        foreach (var reminder in reminders.Where(x => x.At <= now && !IsSent(document, x)))
        {
            var word = Word(reminder);
            await audit.NoteAsync(store, stored.Id, actor, RequestEvents.Reminder, $"{word}/{Due(document)}", cancellation);
            await alerts.RaiseAsync(store.Tenant, stored.Id, word, document.Clock.DueAt, cancellation);
            await register.UpdateAsync(
                store, stored.Id, x => IsSent(x, reminder) ? null : x.At(now, "reminder", Outcome(reminder, x)), cancellation);
        }

        return reminders.Where(x => x.At > now).Select(x => (DateTimeOffset?)x.At).Min();
    }

    static bool IsSent(RequestDocument document, ClockReminder reminder) =>
        document.Timeline.Any(x => x.Step == "reminder" && x.Outcome == Outcome(reminder, document));

    static string Outcome(ClockReminder reminder, RequestDocument document) => $"{Word(reminder)}, due {Due(document)}";

    static string Word(ClockReminder reminder) =>
        reminder.Overdue ? "overdue" : string.Create(CultureInfo.InvariantCulture, $"dueIn{reminder.DaysBefore}Days");

    static string Due(RequestDocument document) => document.Clock.DueAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>Tells the privacy team; nothing personal goes with it.</summary>
public interface IRequestAlerts
{
    /// <summary>May come twice; a bus that is down does not hold the request up.</summary>
    Task RaiseAsync(TenantId tenant, RequestId id, string name, DateTimeOffset dueAt, CancellationToken cancellation);
}
