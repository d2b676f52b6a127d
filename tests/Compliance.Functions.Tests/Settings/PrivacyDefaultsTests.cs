using System.Collections;
using System.Globalization;
using System.Reflection;
using Compliance.Access;
using Compliance.Functions.Access;
using Compliance.Pci;
using Compliance.Settings;

namespace Compliance.Functions.Tests.Settings;

/// <summary>
/// Every default in one place (GDPR Art. 25(2)): who adds a setting or an option states here what nobody having decided anything means,
/// and whoever reviews it sees that it keeps and shows least.
/// </summary>
public sealed class PrivacyDefaultsTests
{
    /// <summary>Types whose members are all defaults: settings of a tenant, options of the deployment.</summary>
    static readonly Dictionary<string, string> Expected = new(StringComparer.Ordinal)
    {
        ["TenantSettings.Country"] = "GB",
        ["TenantSettings.TimeZone"] = "Europe/London",
        ["TenantSettings.Holidays"] = "[]",
        ["TenantSettings.NationalHolidays"] = "True",
        ["TenantSettings.TicketHours"] = "4",
        ["TenantSettings.UploadUrlMinutes"] = "60",
        ["TenantSettings.Retention"] = "no rules",
        ["TenantSettings.RetentionDays"] = "30",
        ["TenantSettings.RetentionMaxDays"] = "3650",
        ["TenantSettings.Queues"] = "[]",
        ["TenantSettings.KeepLastFour"] = "False",
        ["TenantSettings.ReviewPackages"] = "False",
        ["TenantSettings.AgentVoice"] = "Keep",
        ["TenantSettings.AgentLeaverDays"] = "30",
        ["TenantSettings.EvaluationNeedsAgreement"] = "False",
        ["TenantSettings.WorksAgreement"] = "null",
        ["TenantSettings.EvaluationPurposes"] = "[…]",
        ["TenantSettings.ConsentRecords"] = "Asserted",
        ["WorksAgreementSettings.Reference"] = "null",
        ["WorksAgreementSettings.ValidFrom"] = "01/01/0001",
        ["WorksAgreementSettings.ValidUntil"] = "null",
        ["TenantSettings.ShortDtmf"] = "Leave",
        ["TenantSettings.PreRollSeconds"] = "2",
        ["TenantSettings.SpokenMarginSeconds"] = "1",
        ["TenantSettings.Speech"] = new SpeechSettings().ToString(),
        ["SpeechSettings.Engine"] = "Off",
        ["SpeechSettings.Endpoint"] = "null",
        ["SpeechSettings.Locales"] = "[]",
        ["TenantSettings.Recorders"] = "[]",
        ["TenantSettings.HeartbeatSeconds"] = "10",
        ["TenantSettings.LateSignalMinutes"] = "15",
        ["TenantSettings.OfficerMayHandle"] = "False",
        ["TenantSettings.OfficerMayApprove"] = "False",
        ["TenantSettings.FilerMayApprove"] = "False",
        ["TenantSettings.CoolingOffHours"] = "0",
        ["TenantSettings.RequestYears"] = "3",
        ["TenantSettings.QuarantineDays"] = "90",
        ["TenantSettings.PrincipalMonths"] = "12",
        ["TenantSettings.RepeatMonths"] = "6",
        ["TenantSettings.DeceasedLaw"] = "null",
        ["TenantSettings.NameReaders"] = "False",
        ["TenantSettings.Recipients"] = "[]",
        ["TenantSettings.ControllerName"] = "null",
        ["TenantSettings.ControllerContact"] = "null",
        ["TenantSettings.DpoContact"] = "null",
        ["TenantSettings.SupervisoryAuthority"] = "null",
        ["SupervisoryAuthoritySettings.Name"] = "null",
        ["SupervisoryAuthoritySettings.Website"] = "null",
        ["TenantSettings.AuditWitness"] = "null",
        ["TenantSettings.AuditCopyUrl"] = "null",
        ["WitnessSettings.Key"] = "null",
        ["WitnessSettings.Url"] = "null",
        ["TenantSettings.PublicForm"] = "False",
        ["TenantSettings.DeliverySystem"] = "null",
        ["TenantSettings.Controllers"] = "[]",
        ["ControllerSettings.Name"] = "null",
        ["ControllerSettings.Url"] = "null",
        ["TenantSettings.RecipientReminderDays"] = "7",
        ["TenantSettings.RecipientOverdueDays"] = "14",
        ["QueueSettings.TakesPayments"] = "False",
        ["QueueSettings.Unexamined"] = "null",
        ["RecorderSettings.Name"] = "null",
        ["RecorderSettings.Channel"] = "Audio",
        ["RecipientSettings.Name"] = "null",
        ["RecipientSettings.Principal"] = "null",
        ["RecipientSettings.Identities"] = "[]",
        ["RecipientSettings.CallIds"] = "False",
        ["RecipientSettings.Country"] = "null",
        ["RecipientSettings.Safeguard"] = "null",
        ["AccessOptions.Issuer"] = "https://login.microsoftonline.com/{tenantid}/v2.0",
        ["AccessOptions.Audiences"] = "[]",
        ["AccessOptions.MetadataAddress"] = "https://login.microsoftonline.com/organizations/v2.0/.well-known/openid-configuration",
        ["AccessOptions.StaticKeys"] = "",
        ["AccessOptions.Algorithms"] = "[]",
        ["AccessOptions.ClockSkew"] = "00:01:00",
        ["AccessOptions.OfficerActsForAll"] = "False",
        ["AccessOptions.AnonymousRefusalsPerMinute"] = "600",
        ["AccessOptions.RefusalsPerMinute"] = "60",
        ["DownloadOptions.MostOpen"] = "32",
        ["DownloadOptions.MostOpenPerPrincipal"] = "8",
        ["DownloadOptions.SlowestBytesPerSecond"] = "8192",
        ["MailOptions.Servers"] = "[]",
        ["PublicPageOptions.Address"] = "null",
        ["PublicPageOptions.BehindFrontEnd"] = "False",
        ["PublicPageOptions.PerClientPerMinute"] = "30",
        ["PublicPageOptions.PerTenantPerMinute"] = "600",
        ["TenancyOptions.Tenants"] = "[]",
        ["TaskHubOptions.KeepDays"] = "30",
        ["TaskHubOptions.MostPerRun"] = "5000",
        ["TelemetryOptions.ClientId"] = "",
        ["TelemetryOptions.ConnectionString"] = "",
        ["LandingOptions.AllowedIpRanges"] = "[]",
        ["LandingOptions.BlobServiceUri"] = "null",
        ["CallbackOptions.AllowLoopback"] = "False",
        ["KeyRotationOptions.VaultCallsPerTenSeconds"] = "500",
        ["KeyRotationOptions.VaultShare"] = "0.2",
        ["ReindexOptions.PerSecond"] = "50",
        ["ReindexOptions.AtOnce"] = "4",
        ["PciRescanOptions.PerSecond"] = "20",
        ["PciRescanOptions.AtOnce"] = "2",
        ["BusOptions.FullyQualifiedNamespace"] = "",
    };

    [Fact]
    public void Settings_and_options_default_to_what_is_listed_here_and_to_nothing_else()
    {
        var actual = Assemblies().SelectMany(x => x.GetTypes()).Where(IsConfiguration).SelectMany(Defaults).ToDictionary(StringComparer.Ordinal);

        Assert.Equal(Lines(Expected), Lines(actual));
    }

    [Fact]
    public void Coaching_and_evaluation_are_kept_apart_from_the_first_day() =>
        Assert.Equal(["coaching", "evaluation", "performance", "scoring"], new TenantSettings().EvaluationPurposes);

    [Fact]
    public void Nobody_reaches_a_team_who_was_not_given_one()
    {
        Assert.False(QueueScope.None.All);
        Assert.Empty(QueueScope.None.Queues);
        Assert.False(QueueScope.None.Reaches("billing"));
        Assert.False(QueueScope.None.Reaches(null));
    }

    [Fact]
    public void A_queue_that_takes_payments_waits_for_its_transcript_and_no_other_does()
    {
        Assert.Equal(UnexaminedRule.AwaitTranscript, new PciPolicy(TakesPayments: true).UnexaminedOrDefault);
        Assert.Equal(new PciPolicy(), new TenantSettings().PciPolicyFor("billing"));
        Assert.Equal(new PciPolicy(
            KeepLastFour: false, ShortDtmfRule.Leave, Unexamined: null, TakesPayments: false, PreRollSeconds: 2, SpokenMarginSeconds: 1), new PciPolicy());
    }

    [Fact]
    public void Only_keys_health_the_contract_assets_pages_for_people_and_one_machines_tokens_are_open_to_everybody()
    {
        string[] open =
        [
            "api/health", "api/local/tokens", "api/openapi.json", "api/openapi.yaml", "api/tenants/{tenant}/keys",
            "assets/card-guard.js", "assets/explorer.css", "assets/explorer.html", "assets/explorer.js", "p/{tenant}", "p/{tenant}/{token}",
            AccessRuleTable.AnyRoute,
        ];
        Assert.Equal(
            open.Order(StringComparer.Ordinal),
            AccessRuleTable.Of(typeof(AccessRuleTable).Assembly).All.Where(x => x.Anonymous).Select(x => x.Route).Distinct().Order(StringComparer.Ordinal));
    }

    static Assembly[] Assemblies() => [typeof(TenantSettings).Assembly, typeof(AccessRuleTable).Assembly];

    static bool IsConfiguration(Type type) =>
        type is { IsClass: true, IsAbstract: false }
        && (type.Name.EndsWith("Options", StringComparison.Ordinal) || type.Name.EndsWith("Settings", StringComparison.Ordinal));

    static IEnumerable<KeyValuePair<string, string>> Defaults(Type type)
    {
        var constructor = type.GetConstructors().MinBy(x => x.GetParameters().Length)!;
        var instance = constructor.Invoke([.. constructor.GetParameters().Select(x => x.HasDefaultValue ? x.DefaultValue : null)]);
        return type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(x => KeyValuePair.Create($"{type.Name}.{x.Name}", Text(x.GetValue(instance))));
    }

    static string Text(object? value) => value switch
    {
        null => "null",
        string text => text,
        RetentionPlan { Current.Items.Count: 0, Next: null } => "no rules",
        IEnumerable many => many.Cast<object>().Any() ? "[…]" : "[]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    static string Lines(Dictionary<string, string> defaults) =>
        string.Join('\n', defaults.Select(x => $"{x.Key} = {x.Value}").Order(StringComparer.Ordinal));
}
