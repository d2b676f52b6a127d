using Compliance.Failures;

namespace Compliance.Rights.Clock;

/// <summary>Extending a period (GDPR Art. 12(3)): told, with reasons, within the first month; by two further months at most.</summary>
public static class ClockExtensions
{
    /// <summary>How far ahead of ours the clock of whoever told the person may be.</summary>
    static readonly TimeSpan Lead = TimeSpan.FromMinutes(5);

    /// <returns>
    /// The clock extended; the same clock where this very notice was entered before. <see cref="Failure.Invalid"/> by field where the law
    /// has no room for it, <see cref="Failure.Conflict"/> where another extension stands.
    /// </returns>
    public static Outcome<RequestClock> Extend(this RequestClock clock, ExtensionNotice notice, DateTimeOffset now, LegalCalendar calendar)
    {
        var until = calendar.DayOf(notice.Until);
        if (clock.Extension is { } standing)
        {
            return standing.Until == until && standing.ToldAt == notice.ToldAt
                ? clock
                : new Failure.Conflict("The request has been extended already.");
        }

        // As if what is awaited had come when the person was told: days after that still count on top.
        var told = clock.Resume(notice.ToldAt, calendar);
        var errors = Check(clock, told, notice, now, until, calendar);
        return errors.Any
            ? new Failure.Invalid(errors)
            : (clock with { Extension = new(until, notice.ToldAt.ToUniversalTime(), now.ToUniversalTime(), told.StoodStill(calendar)) })
                .Reckoned(calendar);
    }

    static FieldErrors Check(
        RequestClock clock, RequestClock told, ExtensionNotice notice, DateTimeOffset now, DateOnly until, LegalCalendar calendar)
    {
        var errors = new FieldErrors();
        if (string.IsNullOrWhiteSpace(notice.Reasons))
        {
            errors.Add("reasons", "must say why it takes longer, as the person was told");
        }

        if (notice.ToldAt < clock.ReceivedAt || notice.ToldAt > now + Lead)
        {
            errors.Add("toldAt", "must lie between receipt and now");
        }
        else if (notice.ToldAt > told.FirstDueAt)
        {
            errors.Add("toldAt", "must lie within the first month: after it there is no extension (GDPR Art. 12(3))");
        }

        if (until <= calendar.DayOf(told.DueAt))
        {
            errors.Add("until", "must be later than it is due without an extension");
        }
        else if (until > calendar.DayOf(told.LatestDueAt))
        {
            errors.Add("until", "must be within two further months (GDPR Art. 12(3))");
        }

        return errors;
    }
}
