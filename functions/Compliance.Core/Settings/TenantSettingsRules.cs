using System.Globalization;
using System.Text.RegularExpressions;
using Compliance.Audit;
using Compliance.Failures;
using Compliance.Forms;
using Compliance.Identities;

namespace Compliance.Settings;

/// <summary>Validates tenant settings.</summary>
public static partial class TenantSettingsRules
{
    const int MostHolidays = 500;
    const int MostQueues = 500;
    const int MostRecipients = 50;
    const int MostControllers = 50;
    const int MostRecorders = 20;
    const int MostLineCharacters = 200;
    const int MostLocales = 10;
    const int MostEvaluationPurposes = 50;
    const int LongestRetentionDays = 36_500;

    static readonly HashSet<string> Countries = CultureInfo.GetCultures(CultureTypes.SpecificCultures)
        .Select(x => new RegionInfo(x.Name).TwoLetterISORegionName)
        .ToHashSet(StringComparer.Ordinal);

    /// <returns>Faults by field; empty if the settings are valid.</returns>
    public static FieldErrors Check(TenantSettings settings)
    {
        var errors = new FieldErrors();
        var rules = new FieldRules(errors);
        if (!Country().IsMatch(settings.Country) || NumberingPlan.OfCountry(settings.Country) is null)
        {
            errors.Add("country", "must be an ISO 3166-1 alpha-2 code in capitals, like GB");
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(settings.TimeZone, out var zone) || !zone.HasIanaId)
        {
            errors.Add("timeZone", "must be an IANA time zone, like Europe/London");
        }

        if (settings.NationalHolidays is true && !Settings.NationalHolidays.Know(settings.Country))
        {
            errors.Add("nationalHolidays", "are not known for this country; list its public holidays in holidays");
        }

        rules.Between("ticketHours", settings.TicketHours, 1, 48);
        rules.Between("uploadUrlMinutes", settings.UploadUrlMinutes, 5, 240);
        rules.Between("retentionMaxDays", settings.RetentionMaxDays, 1, LongestRetentionDays);
        rules.Between("retentionDays", settings.RetentionDays, 1, Math.Clamp(settings.RetentionMaxDays, 1, LongestRetentionDays));
        rules.Between("heartbeatSeconds", settings.HeartbeatSeconds, 5, 60);
        rules.Between("lateSignalMinutes", settings.LateSignalMinutes, 0, 120);
        rules.Between("quarantineDays", settings.QuarantineDays, 1, 3650);
        rules.Between("requestYears", settings.RequestYears, 1, 10);
        rules.Between("principalMonths", settings.PrincipalMonths, 12, 120);
        rules.Between("repeatMonths", settings.RepeatMonths, 0, 24);
        rules.Between("coolingOffHours", settings.CoolingOffHours, 0, 336);
        rules.Between("recipientReminderDays", settings.RecipientReminderDays, 1, 90);
        rules.Between("recipientOverdueDays", settings.RecipientOverdueDays, Math.Clamp(settings.RecipientReminderDays, 1, 90) + 1, 365);
        if (settings.PreRollSeconds is not (>= 0 and <= 10))
        {
            errors.Add("preRollSeconds", "must be between 0 and 10");
        }

        if (settings.SpokenMarginSeconds is not (>= 0.15 and <= 5))
        {
            errors.Add("spokenMarginSeconds", "must be between 0.15 and 5");
        }

        Speech(rules, settings.Speech);
        Lists(errors, rules, settings);
        Letters(errors, rules, settings);
        Witness(rules, settings);
        Employees(errors, rules, settings);
        Controllers(errors, rules, settings.Controllers);
        return errors;
    }

    static void Employees(FieldErrors errors, FieldRules rules, TenantSettings settings)
    {
        rules.Between("agentLeaverDays", settings.AgentLeaverDays, 0, 3650);
        if (settings.WorksAgreement is { } agreement)
        {
            rules.Line("worksAgreement.reference", agreement.Reference, MostLineCharacters);
            rules.Opaque("worksAgreement.reference", agreement.Reference, []);
            rules.Require(
                agreement.ValidUntil is not { } until || until >= agreement.ValidFrom,
                "worksAgreement.validUntil",
                "must not be before validFrom");
        }

        rules.Between("evaluationPurposes", settings.EvaluationPurposes.Count, 0, MostEvaluationPurposes, "entries: ");
        foreach (var (i, word) in settings.EvaluationPurposes.Index())
        {
            if (!Word().IsMatch(word))
            {
                errors.Add($"evaluationPurposes[{i}]", "must be 3-64 letters, digits or ._-");
            }
        }
    }

    static void Witness(FieldRules rules, TenantSettings settings)
    {
        if (settings.AuditWitness is { } witness)
        {
            rules.Require(
                WitnessKey.TryParse(witness.Key, out _),
                "auditWitness.key",
                "must be a name and an Ed25519 key with their key id, like witness.example+1c997261+BA…");
            rules.Require(FieldUrl.IsOutbound(witness.Url), "auditWitness.url", FieldUrl.Rule);
        }

        rules.Require(settings.AuditCopyUrl is not { } url || FieldUrl.IsOutbound(url), "auditCopyUrl", FieldUrl.Rule);
    }

    static void Controllers(FieldErrors errors, FieldRules rules, IReadOnlyList<ControllerSettings> controllers)
    {
        rules.Between("controllers", controllers.Count, 0, MostControllers, "entries: ");
        Names(errors, "controllers", controllers.Select(x => x.Name));
        rules.Require(
            controllers.DistinctBy(x => x.Name, StringComparer.Ordinal).Count() == controllers.Count,
            "controllers",
            "must have unique names");
        foreach (var (i, controller) in controllers.Index())
        {
            rules.Require(FieldUrl.IsOutbound(controller.Url), $"controllers[{i}].url", FieldUrl.Rule);
            rules.Require(!FieldUrl.IsPrivate(controller.Url), $"controllers[{i}].url", "must not be a private address");
        }
    }

    static void Speech(FieldRules rules, SpeechSettings speech)
    {
        rules.Require(
            speech.Engine is not SpeechEngineKind.Azure || speech.Endpoint is not null, "speech.endpoint", "is required for azure");
        rules.Require(speech.Endpoint is not { } endpoint || SpeechEndpoint.IsOne(endpoint), "speech.endpoint", SpeechEndpoint.Rule);
        rules.Between("speech.locales", speech.Locales.Count, 0, MostLocales, "entries: ");
        foreach (var (i, locale) in speech.Locales.Index())
        {
            rules.Require(Locale().IsMatch(locale), $"speech.locales[{i}]", "must be a language and a country, like en-GB");
        }
    }

    static void Lists(FieldErrors errors, FieldRules rules, TenantSettings settings)
    {
        rules.Between("holidays", settings.Holidays.Count, 0, MostHolidays, "entries: ");
        rules.Between("queues", settings.Queues.Count, 0, MostQueues, "entries: ");
        rules.Between("recipients", settings.Recipients.Count, 0, MostRecipients, "entries: ");
        if (settings.Queues.Keys.Any(x => !Queue().IsMatch(x) || x.Count(char.IsAsciiDigit) >= 7))
        {
            errors.Add("queues", "must have names of 1-64 letters, digits, spaces or ._-, with fewer than seven digits");
        }

        rules.Between("recorders", settings.Recorders.Count, 0, MostRecorders, "entries: ");
        Names(errors, "recipients", settings.Recipients.Select(x => x.Name));
        Names(errors, "recorders", settings.Recorders.Select(x => x.Name));
        if (settings.Recorders.Distinct().Count() < settings.Recorders.Count)
        {
            errors.Add("recorders", "must list each channel at most once");
        }

        if (settings.Recipients.DistinctBy(x => x.Name, StringComparer.Ordinal).Count() < settings.Recipients.Count)
        {
            errors.Add("recipients", "must have unique names");
        }

        rules.Require(
            settings.DeliverySystem is not { } system || settings.Recipients.Any(x => x.Name == system),
            "deliverySystem",
            "must be the name of one of recipients");
        foreach (var (i, recipient) in settings.Recipients.Index())
        {
            if (recipient.Principal is { } principal && !Subject().IsMatch(principal))
            {
                errors.Add($"recipients[{i}].principal", "must be 1-128 letters, digits or ._-");
            }

            rules.Require(
                recipient.Country is not { } country || (Country().IsMatch(country) && Countries.Contains(country)),
                $"recipients[{i}].country",
                "must be an ISO 3166-1 alpha-2 code in capitals, like US");
            rules.Line($"recipients[{i}].safeguard", recipient.Safeguard, MostLineCharacters);
        }
    }

    static void Letters(FieldErrors errors, FieldRules rules, TenantSettings settings)
    {
        rules.Line("controllerName", settings.ControllerName, MostLineCharacters);
        rules.Line("controllerContact", settings.ControllerContact, MostLineCharacters);
        rules.Line("dpoContact", settings.DpoContact, MostLineCharacters);
        rules.Line("deceasedLaw", settings.DeceasedLaw, MostLineCharacters);
        if (settings.SupervisoryAuthority is { } authority)
        {
            rules.Line("supervisoryAuthority.name", authority.Name, MostLineCharacters);
            if (authority.Website.Length > MostLineCharacters
                || !Uri.TryCreate(authority.Website, UriKind.Absolute, out var website)
                || website is not { Scheme: "https", UserInfo: "" })
            {
                errors.Add("supervisoryAuthority.website", "must be an https address");
            }
        }
    }

    static void Names(FieldErrors errors, string field, IEnumerable<string> names)
    {
        foreach (var (i, name) in names.Index())
        {
            if (!System().IsMatch(name) || name.Count(char.IsAsciiDigit) >= 7)
            {
                errors.Add($"{field}[{i}].name", "must be 1-40 of a-z, 0-9 and -, with fewer than seven digits");
            }
        }
    }

    [GeneratedRegex(@"\A[a-z]{2,3}-[A-Z]{2}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Locale();

    [GeneratedRegex(@"\A[\p{L}0-9._-]{3,64}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();

    [GeneratedRegex(@"\A[A-Z]{2}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Country();

    [GeneratedRegex(@"\A[\p{L}0-9][\p{L}0-9 ._-]{0,63}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Queue();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,39}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex System();

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,128}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Subject();
}
