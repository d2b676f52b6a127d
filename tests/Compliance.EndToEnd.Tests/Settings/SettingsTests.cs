using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Settings;

/// <summary><c>GET|PUT …/settings</c>.</summary>
public sealed class SettingsTests(SharedHost host)
{
    Session Admin => host.Api.As("hooli", "Tenant.Admin");

    [Fact]
    public async Task Settings_change_by_version_and_are_validated()
    {
        var read = (await Admin.SendAsync(HttpMethod.Get, "/settings")).Expect(HttpStatusCode.OK);
        var (etag, settings) = (read.Header("ETag")!, read.Json.AsObject());
        Assert.NotEmpty(settings);

        var wanted = settings.DeepClone().AsObject();
        wanted["ticketHours"] = settings["ticketHours"]!.GetValue<int>() == 5 ? 6 : 5;
        wanted["uploadUrlMinutes"] = 7;
        (await PutAsync(wanted)).ExpectProblem(HttpStatusCode.PreconditionRequired);
        (await PutAsync(wanted, "\"999999\"")).ExpectProblem(HttpStatusCode.PreconditionFailed);
        (await PutAsync(wanted, "W/" + etag)).ExpectProblem(HttpStatusCode.PreconditionFailed);

        var changed = (await PutAsync(wanted, etag)).Expect(HttpStatusCode.OK);
        Assert.Equal(wanted.ToJsonString(), changed.Json.ToJsonString());
        Assert.NotEqual(etag, changed.Header("ETag"));
        var reread = (await Admin.SendAsync(HttpMethod.Get, "/settings")).Expect(HttpStatusCode.OK);
        Assert.Equal((changed.Header("ETag"), changed.Text), (reread.Header("ETag"), reread.Text));

        // It holds for the next ticket.
        var sample = Sample.Note();
        var before = TimeProvider.System.GetUtcNow();
        var upload = (await host.Api.As("hooli", "Recordings.Upload").AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.Created)
            .Json["uploads"]![0]!;
        var expiry = DateTimeOffset.Parse(upload["expiresAt"]!.GetValue<string>(), CultureInfo.InvariantCulture);
        Assert.InRange(expiry, before.AddMinutes(6.9), TimeProvider.System.GetUtcNow().AddMinutes(8));

        // The same again, with the tag of before, is the same answer; another is not.
        Assert.Equal(changed.Text, (await PutAsync(wanted, etag)).Expect(HttpStatusCode.OK).Text);
        (await PutAsync(wanted.With("ticketHours", "7"), etag)).ExpectProblem(HttpStatusCode.PreconditionFailed);

        // What is left out has its default again.
        var defaults = (await PutAsync([], changed.Header("ETag")!)).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(4, defaults["ticketHours"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("""{"ticketHours":0}""", "ticketHours")]
    [InlineData("""{"ticketHours":"4"}""", "ticketHours")]
    [InlineData("""{"uploadUrlMinutes":1000}""", "uploadUrlMinutes")]
    [InlineData("""{"retentionDays":0}""", "retentionDays")]
    [InlineData("""{"country":"Britain"}""", "country")]
    [InlineData("""{"timeZone":"Mars/Olympus"}""", "timeZone")]
    [InlineData("""{"colour":"red"}""", "colour")]
    [InlineData("""{"queues":{"07700900123":{}}}""", "queues")]
    [InlineData("""{"recipients":[{"name":"Big CRM"}]}""", "recipients[0].name")]
    public async Task Bad_settings_name_their_field(string settings, string field)
    {
        var answer = await PutAsync(JsonNode.Parse(settings)!.AsObject(), "*");

        Assert.Equal([field], answer.ExpectProblem(HttpStatusCode.BadRequest));
        Assert.DoesNotContain("900123", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unreadable_If_Match_is_400() =>
        Assert.Equal(["If-Match"], (await PutAsync([], "no quotes")).ExpectProblem(HttpStatusCode.BadRequest));

    Task<Answer> PutAsync(JsonObject settings, string? ifMatch = null) =>
        Admin.SendAsync(HttpMethod.Put, "/settings", settings, ifMatch is null ? [] : [("If-Match", ifMatch)]);
}
