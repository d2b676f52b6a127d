namespace Compliance.SubjectRequests;

/// <summary>A time in which the period stood still: more was asked for to be sure who asks (GDPR Art. 12(6)).</summary>
/// <param name="From">When it was asked for.</param>
/// <param name="To">When it came; null while it is awaited.</param>
public sealed record ClockSuspension(DateTimeOffset From, DateTimeOffset? To);

/// <summary>An extension that was told in time (GDPR Art. 12(3)). Its reasons are kept elsewhere, sealed.</summary>
/// <param name="Until">The day it was extended to, in the tenant's time zone.</param>
/// <param name="ToldAt">When the person was told.</param>
/// <param name="ExtendedAt">When it was entered.</param>
/// <param name="StoodStill">Days the period had stood still before.</param>
public sealed record ClockExtension(DateOnly Until, DateTimeOffset ToldAt, DateTimeOffset ExtendedAt, int StoodStill);

/// <summary>What <c>POST …/requests/{requestId}/extension</c> says.</summary>
/// <param name="Until">Any instant of the day it shall be due; the period ends with that day.</param>
/// <param name="Reasons">As the person was told them.</param>
/// <param name="ToldAt">When the person was told.</param>
public sealed record ExtensionNotice(DateTimeOffset Until, string Reasons, DateTimeOffset ToldAt)
{
    public override string ToString() => "ExtensionNotice(redacted)";
}

/// <param name="At">When to remind; in UTC.</param>
/// <param name="DaysBefore">Days before the due day; 0 is overdue.</param>
public sealed record ClockReminder(DateTimeOffset At, int DaysBefore)
{
    public bool Overdue => DaysBefore == 0;
}
