using Compliance.Failures;

namespace Compliance.SubjectRequests;

/// <summary>
/// Extends a period (GDPR Art. 12(3)): the person must be told, with reasons, within the first month; by two further months at most.
/// </summary>
public static class ExtensionRules
{
    /// <summary>How far the sender's clock may be ahead of ours.</summary>
    static readonly TimeSpan Lead = TimeSpan.FromMinutes(5);

    /// <returns>
    /// The extended clock, or the same clock if this notice was recorded before. <see cref="FailureKind.Invalid"/> by field if the law does
    /// not allow the extension, <see cref="FailureKind.Conflict"/> if there is another one.
    /// </returns>
    public static Outcome<SubjectRequestClock> Extend(
        this SubjectRequestClock clock, ExtensionNotice notice, DateTimeOffset now, LegalCalendar calendar)
    {
        var until = calendar.DayOf(notice.Until);
        if (clock.Extension is { } standing)
        {
            return standing.Until == until && standing.ToldAt == notice.ToldAt
                ? clock
                : Failure.Conflict("The deadline has already been extended.");
        }

        // Treats what is awaited as if it had arrived when the person was told; days of suspension after that are still added.
        var told = clock.Resume(notice.ToldAt, calendar);
        var errors = Check(clock, told, notice, now, until, calendar);
        return errors.Any
            ? Failure.Invalid(errors)
            : (clock with { Extension = new(until, notice.ToldAt.ToUniversalTime(), now.ToUniversalTime(), told.StoodStill(calendar)) })
                .Reckoned(calendar);
    }

    static FieldErrors Check(
        SubjectRequestClock clock,
        SubjectRequestClock told,
        ExtensionNotice notice,
        DateTimeOffset now,
        DateOnly until,
        LegalCalendar calendar)
    {
        var errors = new FieldErrors();
        if (string.IsNullOrWhiteSpace(notice.Reasons))
        {
            errors.Add("reasons", "must give the reasons for the extension that the data subject was told");
        }

        if (notice.ToldAt < clock.ReceivedAt || notice.ToldAt > now + Lead)
        {
            errors.Add("toldAt", "must be between the date of receipt and now");
        }
        else if (notice.ToldAt > told.FirstDueAt)
        {
            errors.Add("toldAt", "must be within one month of receipt: no extension is possible after that (GDPR Art. 12(3))");
        }

        if (until <= calendar.DayOf(told.DueAt))
        {
            errors.Add("until", "must be later than the current due date");
        }
        else if (until > calendar.DayOf(told.LatestDueAt))
        {
            errors.Add("until", "must be at most two months after the original due date (GDPR Art. 12(3))");
        }

        return errors;
    }
}
