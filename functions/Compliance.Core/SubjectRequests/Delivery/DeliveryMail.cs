using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>Mail to a person.</summary>
public interface IDeliveryMail
{
    /// <summary>Whether this installation sends mail for the tenant.</summary>
    bool IsReady(TenantId tenant);

    /// <returns>False if the server could not be reached or refused it; the log has the fault's name and no address.</returns>
    Task<bool> SendAsync(TenantId tenant, string address, DeliveryMail mail, CancellationToken cancellationToken);
}

/// <summary>A mail with a link: it says nothing of what the person asked for.</summary>
/// <param name="Text">Plain text.</param>
public sealed record DeliveryMail(string Subject, string Text)
{
    public static DeliveryMail Of(string url, DateTimeOffset expiresAt, LetterLanguage language, TenantSettings settings)
    {
        var words = LetterWords.In(language);
        var dates = new LetterDates(LegalCalendar.Of(settings).Zone, words);
        var sender = settings.ControllerName ?? words.Say("controller");
        return new DeliveryMail(
            words.Say("mail.subject", new { Sender = sender }),
            string.Join(
                "\n\n",
                words.Say("mail.lead"),
                url,
                words.Say("mail.until", new { Day = dates.Day(expiresAt) }),
                sender) + "\n");
    }

    public override string ToString() => "DeliveryMail(redacted)";
}
