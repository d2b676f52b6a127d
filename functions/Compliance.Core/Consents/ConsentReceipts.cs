using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Compliance.Html;
using Compliance.Json;
using Compliance.Notices;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Consents;

/// <summary>
/// Receipts of consent records (consent-receipt.schema.json): signed under the tenant's <c>sign</c> key as certificates are, and as a page
/// for the person. Both say what the record says when they are asked for.
/// </summary>
public sealed class ConsentReceipts(ConsentViews views, NoticeRegister notices, ITenantVaultProvider vaults, TimeProvider clock)
{
    /// <summary>Header <c>typ</c>.</summary>
    public const string Type = "consent-receipt+json";

    static readonly HtmlTemplate Page = new("receipt.liquid");

    public async Task<byte[]> SignAsync(
        TenantStore store, StoredConsent stored, TenantSettings settings, CancellationToken cancellationToken) =>
        await SignedStatement.SignAsync(
            vaults.Open(store.Scope),
            JsonSerializer.SerializeToUtf8Bytes(await PayloadAsync(store, stored, settings, cancellationToken)),
            Type,
            cancellationToken);

    public async Task<byte[]> PageAsync(
        TenantStore store, StoredConsent stored, TenantSettings settings, CancellationToken cancellationToken)
    {
        var view = await views.OfAsync(store, stored, cancellationToken);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(settings.TimeZone);
        var texts = await TextsAsync(store, view, cancellationToken);
        return Encoding.UTF8.GetBytes(Page.Render(new
        {
            Id = view.ConsentId.ToString(),
            view.Purpose,
            State = Words(view.State),
            Controller = settings.ControllerName ?? store.Tenant.ToString(),
            Contact = settings.ControllerContact,
            Officer = settings.DpoContact,
            Withdraw = Withdrawal(settings),
            Recording = view.RecordingId?.ToString(),
            Identities = view.Identities.Select(x => x.Value).ToList(),
            Events = view.Events.Select(x => new
            {
                At = Moment(x.At, zone),
                State = Words(x.State),
                Method = x.Method is { } method ? Words(method) : null,
                x.Evidence,
                Until = x.ValidUntil is { } end ? Moment(end, zone) : null,
                Notice = x.Notice is { } given ? $"{given.Id}, {given.Version}" : null,
                Text = x.Notice is { } told ? texts.GetValueOrDefault(told)?.Text : null,
            }).ToList(),
        }));
    }

    async Task<JsonObject> PayloadAsync(
        TenantStore store, StoredConsent stored, TenantSettings settings, CancellationToken cancellationToken)
    {
        var view = await views.OfAsync(store, stored, cancellationToken);
        var texts = await TextsAsync(store, view, cancellationToken);
        var subject = new JsonObject();
        if (view.Identities.Count > 0)
        {
            subject["identities"] = new JsonArray(
                [.. view.Identities.Select(x => new JsonObject { ["type"] = Camel(x.Type), ["value"] = x.Value })]);
        }

        if (view.RecordingId is { } recording)
        {
            subject["recordingId"] = recording.ToString();
        }

        return new JsonObject
        {
            ["@context"] = new JsonObject
            {
                ["dpv"] = "https://w3id.org/dpv#",
                ["dct"] = "http://purl.org/dc/terms/",
                ["eu-gdpr"] = "https://w3id.org/dpv/legal/eu/gdpr#",
            },
            ["dct:conformsTo"] = "https://w3id.org/dpv/schema/dpv-27560#receipt-eu-gdpr",
            ["schemaVersion"] = "1",
            ["dpv:hasIdentifier"] = view.ConsentId.ToString(),
            ["dct:issued"] = Rfc3339.Format(clock.GetUtcNow()),
            ["dpv:hasDataSubject"] = subject,
            ["dpv:hasDataController"] = new JsonObject
            {
                ["id"] = store.Tenant.ToString(),
                ["name"] = settings.ControllerName ?? store.Tenant.ToString(),
                ["contact"] = settings.ControllerContact,
                ["officer"] = settings.DpoContact,
            },
            ["dpv:hasJurisdiction"] = settings.Country,
            ["dpv:hasPurpose"] = view.Purpose,
            ["dpv:hasLegalBasis"] = view.Events.Any(x => x.Explicit) ? "eu-gdpr:A9-2-a" : "eu-gdpr:A6-1-a",
            ["dpv:hasPersonalData"] = new JsonArray("recorded calls: sound, text, and what identifies the person in them"),
            ["dpv:hasProcessing"] = new JsonArray("dpv:Record", "dpv:Store", "dpv:Use"),
            ["dpv:hasStorageCondition"] = new JsonObject
            {
                ["dpv:hasLocation"] = "the tenant's own storage accounts",
                ["dpv:hasDuration"] = $"as the recording states; {settings.RetentionDays} days where it states none",
            },
            ["dpv:hasRecipient"] = new JsonArray([.. settings.Recipients.Select(x => (JsonNode)x.Name)]),
            ["dpv:hasConsentControl"] = Withdrawal(settings),
            ["dpv:hasConsentStatus"] = Status(view.State),
            ["events"] = new JsonArray([.. view.Events.Select(x => EventOf(x, texts))]),
        };
    }

    static JsonObject EventOf(ConsentEventView said, Dictionary<GivenNotice, Notice> texts)
    {
        var json = new JsonObject
        {
            ["dpv:hasConsentStatus"] = Status(said.State),
            ["dct:date"] = Rfc3339.Format(said.At),
            ["recordedAt"] = Rfc3339.Format(said.RecordedAt),
        };
        if (said.ValidUntil is { } end)
        {
            json["dct:valid"] = Rfc3339.Format(end);
        }

        if (said.Method is { } method)
        {
            json["method"] = Camel(method);
        }

        if (said.MediaSeconds is { } seconds)
        {
            json["mediaSeconds"] = seconds;
        }

        if (said.Evidence is { } evidence)
        {
            json["evidence"] = evidence;
        }

        if (said.Notice is { } given)
        {
            json["dpv:hasNotice"] = new JsonObject { ["id"] = given.Id.ToString(), ["version"] = given.Version };
            if (texts.GetValueOrDefault(given) is { } text)
            {
                json["dpv:hasNotice"]!["dct:language"] = text.Language;
            }
        }

        return json;
    }

    async Task<Dictionary<GivenNotice, Notice>> TextsAsync(TenantStore store, ConsentView view, CancellationToken cancellationToken)
    {
        var texts = new Dictionary<GivenNotice, Notice>();
        foreach (var given in view.Events.Select(x => x.Notice).OfType<GivenNotice>().Distinct())
        {
            if ((await notices.FindAsync(store, given.Id, cancellationToken)).IsSuccess(out var stored, out _)
                && stored.Document.Find(given.Version) is { } version)
            {
                texts[given] = version.Notice;
            }
        }

        return texts;
    }

    static string Withdrawal(TenantSettings settings) => settings.ControllerContact is { } contact
        ? $"Consent can be withdrawn at any time: {contact}"
        : "Consent can be withdrawn at any time, where it was given.";

    /// <summary>Individuals of dpv:ConsentStatus.</summary>
    static string Status(ConsentState state) => state switch
    {
        ConsentState.Asserted => "ConsentUnknown",
        ConsentState.Requested => "ConsentRequested",
        ConsentState.Given => "ConsentGiven",
        ConsentState.Refused => "ConsentRefused",
        ConsentState.Reconfirmed => "RenewedConsentGiven",
        ConsentState.Withdrawn => "ConsentWithdrawn",
        ConsentState.Expired => "ConsentExpired",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    static string Words(ConsentState state) => state switch
    {
        ConsentState.Asserted => "stated by the controller with the recording",
        ConsentState.Requested => "asked for",
        ConsentState.Given => "given",
        ConsentState.Refused => "refused",
        ConsentState.Reconfirmed => "given once more",
        ConsentState.Withdrawn => "withdrawn",
        ConsentState.Expired => "expired",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    static string Words(ConsentMethod method) => method switch
    {
        ConsentMethod.IvrKey => "with a key of the telephone",
        ConsentMethod.Spoken => "spoken",
        ConsentMethod.WebForm => "on a web page",
        ConsentMethod.Written => "in writing",
        _ => throw new ArgumentOutOfRangeException(nameof(method)),
    };

    static string Camel<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    static string Moment(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);
}
