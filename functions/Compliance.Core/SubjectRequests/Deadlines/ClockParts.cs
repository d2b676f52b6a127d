namespace Compliance.SubjectRequests;

/// <summary>A time in which the period was suspended to obtain proof of identity (GDPR Art. 12(6)).</summary>
/// <param name="From">When the proof was requested.</param>
/// <param name="To">When it arrived; null while it is awaited.</param>
public sealed record ClockSuspension(DateTimeOffset From, DateTimeOffset? To);

/// <summary>An extension that the person was told of in time (GDPR Art. 12(3)). Its reasons are kept elsewhere, sealed.</summary>
/// <param name="Until">The extended due day, in the tenant's time zone.</param>
/// <param name="ToldAt">When the person was told.</param>
/// <param name="ExtendedAt">When it was recorded.</param>
/// <param name="StoodStill">Days for which the period had been suspended by then.</param>
public sealed record ClockExtension(DateOnly Until, DateTimeOffset ToldAt, DateTimeOffset ExtendedAt, int StoodStill);

/// <summary>The body of <c>POST …/requests/{requestId}/extension</c>.</summary>
/// <param name="Until">Any instant of the new due day; the period ends with that day.</param>
/// <param name="Reasons">The reasons as given to the person.</param>
/// <param name="ToldAt">When the person was told.</param>
public sealed record ExtensionNotice(DateTimeOffset Until, string Reasons, DateTimeOffset ToldAt)
{
    public override string ToString() => "ExtensionNotice(redacted)";
}

/// <param name="At">When to remind, in UTC.</param>
/// <param name="DaysBefore">Days before the due day; 0 means overdue.</param>
public sealed record ClockReminder(DateTimeOffset At, int DaysBefore)
{
    public bool Overdue => DaysBefore == 0;
}
