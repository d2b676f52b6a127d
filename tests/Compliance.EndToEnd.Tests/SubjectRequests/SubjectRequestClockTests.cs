using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Azure.Messaging.ServiceBus;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.Settings;
using Compliance.SubjectRequests;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>A request as time goes by.</summary>
public sealed class SubjectRequestClockTests(ClockedHost host) : IClassFixture<ClockedHost>
{
    /// <summary>Its settings are changed here.</summary>
    const string Changed = "hooli";

    [Fact]
    public async Task A_cooling_off_is_waited_for_and_can_be_cancelled()
    {
        await SetAsync(new JsonObject { ["coolingOffHours"] = 24 });
        var team = new PrivacyTeam(host.Api, Changed);
        var (person, other) = (new Person(), new Person());
        var (recording, others) = (await SealAsync(person), await SealAsync(other));
        var (waiting, cancelled) = (await ApprovedAsync(team, person), await ApprovedAsync(team, other));

        await PassAsync(TimeSpan.FromHours(23));
        Assert.Equal("coolingOff", (await team.GetAsync(waiting)).Request().State);
        Assert.Equal("sealed", await StateAsync(recording));
        (await team.MoveAsync(cancelled, "cancel", new JsonObject { ["reason"] = "withdrawn by letter" })).Expect(HttpStatusCode.OK);

        await PassAsync(TimeSpan.FromHours(2));
        await team.WaitForAsync(waiting, "awaitingAnswer");
        Assert.Equal("erased", await StateAsync(recording));
        Assert.Equal("cancelled", (await team.GetAsync(cancelled)).Request().State);
        Assert.Equal("sealed", await StateAsync(others));
        (await team.MoveAsync(waiting, "cancel")).ExpectProblem(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Reminders_come_once_each_and_what_is_late_is_listed_until_it_is_answered()
    {
        var team = new PrivacyTeam(host.Api, "globex");
        await using var events = host.App.Host.Services.GetRequiredService<ServiceBusClient>()
            .CreateReceiver("globex/privacy-events", "privacy-team");
        var form = PrivacyTeam.Erasure(new Person().By("accountId"));
        form["identity"] = PrivacyTeam.Verified;
        var id = (await team.FileAsync(form)).Filed().RequestId;

        Assert.Empty(await RemindersAsync(events, id));
        foreach (var (daysLeft, word) in ((int, string)[])[(7, "dueIn7Days"), (2, "dueIn2Days"), (-1, "overdue")])
        {
            var left = (await team.GetAsync(id)).Json["daysLeft"]!.GetValue<int>();
            await PassAsync(TimeSpan.FromDays(left - daysLeft));
            await PassAsync(TimeSpan.FromMinutes(6));
            await Api.EventuallyAsync(
                async () => (await StepsAsync(team, id)).Any(x => x.StartsWith($"reminder {word}", StringComparison.Ordinal)), word);
            await PassAsync(TimeSpan.FromMinutes(6));
            Assert.Equal([word], await RemindersAsync(events, id));
            Assert.Equal(daysLeft < 0, await IsListedAsync(team, id, "?overdue=true"));
            Assert.Equal(daysLeft >= 0, await IsListedAsync(team, id, "?overdue=false"));
        }

        Assert.Equal(3, (await StepsAsync(team, id)).Count(x => x.StartsWith("reminder", StringComparison.Ordinal)));
        var audited = (await AuditLines.ReadAsync(host.App, "globex")).Where(
            x => x.Text("resource") == $"requests/{id}" && x.Text("event") == "request.reminder");
        Assert.Equal(3, audited.Select(x => x.Text("id")).Distinct(StringComparer.Ordinal).Count());
        (await team.MoveAsync(id, "decision", PrivacyTeam.Approval)).Expect(HttpStatusCode.Accepted);
        await team.WaitForAsync(id, "awaitingAnswer");
        Assert.True(await IsListedAsync(team, id, "?overdue=true"));
        (await team.MoveAsync(id, "answer", new JsonObject { ["channel"] = "letter" })).Expect(HttpStatusCode.OK);
        Assert.False(await IsListedAsync(team, id, "?overdue=true"));
        Assert.Empty(await RemindersAsync(events, id));
    }

    [Fact]
    public async Task While_more_is_awaited_to_know_who_asks_the_period_stands_still()
    {
        var team = new PrivacyTeam(host.Api, "globex");
        var id = (await team.FileAsync(PrivacyTeam.Erasure(new Person().By("accountId")))).Filed().RequestId;
        var received = await TimeAsync(team, id, "receivedAt");
        await PassAsync(TimeSpan.FromDays(3));
        (await team.MoveAsync(id, "identity", new JsonObject { ["outcome"] = "insufficient" })).Expect(HttpStatusCode.OK);

        await PassAsync(TimeSpan.FromDays(45));
        var view = (await team.GetAsync(id)).Json;
        Assert.True(view["daysLeft"]!.GetValue<int>() > 20, view.ToJsonString());
        Assert.False(view["overdue"]!.GetValue<bool>());
        Assert.DoesNotContain(await StepsAsync(team, id), x => x.StartsWith("reminder", StringComparison.Ordinal));
        (await team.MoveAsync(id, "identity", PrivacyTeam.Verified)).Expect(HttpStatusCode.OK);

        view = (await team.GetAsync(id)).Json;
        var stood = Assert.Single(view["clock"]!["suspended"]!.AsArray())!;
        var days = Day(stood["to"]!).DayNumber - Day(stood["from"]!).DayNumber;
        Assert.Equal(45, days);
        Assert.Equal(WorkingDay(Day(received).AddMonths(1).AddDays(days)), Day(view["dueAt"]!));
    }

    /// <summary>The dates that the law's own arithmetic gives, in a time zone that is not ours.</summary>
    [Fact]
    public async Task The_last_day_is_the_law_s_in_the_tenant_s_time_zone_with_its_holidays()
    {
        var (globex, any) = await FiledAsync("globex", null);
        var now = DateTimeOffset.Parse((await TimeAsync(globex, any, "receivedAt")).GetValue<string>(), CultureInfo.InvariantCulture);
        var past = new DateTimeOffset(2028, 3, 2, 0, 0, 0, TimeSpan.Zero) - now;
        await PassAsync(past > TimeSpan.Zero ? past : TimeSpan.Zero);

        await SetAsync(new JsonObject { ["timeZone"] = "Europe/Berlin", ["country"] = "DE" });
        await DueAsync("2026-01-31T11:00:00Z", "2026-03-02T22:59:59.9999999Z");
        await DueAsync("2026-03-05T11:00:00Z", "2026-04-07T21:59:59.9999999Z");
        await DueAsync("2026-08-31T11:00:00Z", "2026-09-30T21:59:59.9999999Z");
        await DueAsync("2028-01-31T11:00:00Z", "2028-02-29T22:59:59.9999999Z");

        // Half past eleven at night in London is the next day in Berlin.
        await DueAsync("2026-08-30T22:30:00Z", "2026-09-30T21:59:59.9999999Z");
        await SetAsync(new JsonObject
        {
            ["timeZone"] = "Europe/Berlin", ["country"] = "DE", ["nationalHolidays"] = false, ["holidays"] = Api.Array(["2026-04-07"]),
        });
        await DueAsync("2026-03-05T11:00:00Z", "2026-04-06T21:59:59.9999999Z");
        await DueAsync("2026-03-07T11:00:00Z", "2026-04-08T21:59:59.9999999Z");

        var (team, id) = await FiledAsync(Changed, "2026-01-31T11:00:00Z");
        var extension = new JsonObject { ["until"] = "2026-05-02T12:00:00Z", ["reasons"] = "many recordings", ["toldAt"] = "2026-02-20T12:00:00Z" };
        Assert.Equal(["until"], (await team.MoveAsync(id, "extension", extension)).ExpectProblem(HttpStatusCode.BadRequest));
        extension["until"] = "2026-04-30T12:00:00Z";
        extension["toldAt"] = "2026-03-03T12:00:00Z";
        Assert.Equal(["toldAt"], (await team.MoveAsync(id, "extension", extension)).ExpectProblem(HttpStatusCode.BadRequest));
        extension["toldAt"] = "2026-02-20T12:00:00Z";
        (await team.MoveAsync(id, "extension", extension)).Expect(HttpStatusCode.OK);
        Assert.Equal("2026-04-30T21:59:59.9999999Z", (await team.GetAsync(id)).Json["dueAt"]!.GetValue<string>());
    }

    async Task DueAsync(string received, string due)
    {
        var (team, id) = await FiledAsync(Changed, received);
        Assert.Equal(due, (await team.GetAsync(id)).Expect(HttpStatusCode.OK).Json["dueAt"]!.GetValue<string>());
        (await team.MoveAsync(id, "cancel")).Expect(HttpStatusCode.OK);
    }

    async Task<(PrivacyTeam Team, string Id)> FiledAsync(string tenant, string? received)
    {
        var team = new PrivacyTeam(host.Api, tenant);
        var form = PrivacyTeam.Erasure(new Person().By("accountId"));
        if (received is not null)
        {
            form["receivedAt"] = received;
        }

        return (team, (await team.FileAsync(form)).Filed().RequestId);
    }

    static async Task<string> ApprovedAsync(PrivacyTeam team, Person person)
    {
        var form = PrivacyTeam.Erasure(person.By("accountId"));
        form["identity"] = PrivacyTeam.Verified;
        form["decision"] = PrivacyTeam.Approval;
        var filed = (await team.FileAsync(form)).Expect(HttpStatusCode.Accepted).Json;
        Assert.Equal("coolingOff", filed["state"]!.GetValue<string>());
        return filed["requestId"]!.GetValue<string>();
    }

    async Task<string> SealAsync(Person person)
    {
        var call = person.Call();
        return (await host.Api.As(Changed, "Recordings.Upload").SealAsync(call.Ticket, call.Files)).Id;
    }

    async Task<string> StateAsync(string recording) =>
        (await host.Api.As(Changed, "Recordings.Upload").ViewAsync(recording)).Recording().State;

    /// <summary>What weakens protection is confirmed by a second person.</summary>
    async Task SetAsync(JsonObject settings)
    {
        var replaced = await host.Api.As(Changed, "Tenant.Admin").SendAsync(HttpMethod.Put, "/settings", settings, ("If-Match", "*"));
        if (replaced.Status is HttpStatusCode.Accepted)
        {
            var officer = host.Api.With(Changed, await host.Api.TokenAsync(Changed, ["Privacy.Officer"], subject: "second-person"));
            replaced = await officer.SendAsync(HttpMethod.Post, $"/settings/changes/{replaced.Json["changeId"]}/confirm");
        }

        replaced.Expect(HttpStatusCode.OK);
    }

    async Task PassAsync(TimeSpan time)
    {
        await host.PassAsync(time);
        await host.Api.RunTimerAsync("ReconcileRequests");
    }

    static async Task<IReadOnlyList<string>> StepsAsync(PrivacyTeam team, string id) =>
        [.. (await team.GetAsync(id)).Expect(HttpStatusCode.OK).Json["timeline"]!.AsArray().Select(x => $"{x!["step"]} {x["outcome"]}")];

    static async Task<bool> IsListedAsync(PrivacyTeam team, string id, string query) =>
        (await team.Session.SendAsync(HttpMethod.Get, "/requests" + query)).Expect(HttpStatusCode.OK).Json["items"]!.AsArray()
            .Any(x => x!["requestId"]!.GetValue<string>() == id);

    static async Task<IReadOnlyList<string>> RemindersAsync(ServiceBusReceiver events, string id)
    {
        var found = new List<string>();
        while (await events.ReceiveMessagesAsync(100, TimeSpan.FromMilliseconds(300), Api.Cancellation) is { Count: > 0 } messages)
        {
            foreach (var message in messages)
            {
                var body = JsonNode.Parse(message.Body.ToString())!;
                if (body["subject"]!.GetValue<string>() == $"requests/{id}"
                    && body["type"]!.GetValue<string>() == "compliance.request.reminder")
                {
                    found.Add(body["data"]!["reminder"]!.GetValue<string>());
                }

                await events.CompleteMessageAsync(message, Api.Cancellation);
            }
        }

        return found;
    }

    static async Task<JsonNode> TimeAsync(PrivacyTeam team, string id, string member) => (await team.GetAsync(id)).Json[member]!;

    /// <summary>In London, where the tenant is.</summary>
    static DateOnly Day(JsonNode instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(
        DateTimeOffset.Parse(instant.GetValue<string>(), CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById("Europe/London")).DateTime);

    static DateOnly WorkingDay(DateOnly day) => LegalCalendar.Of(new TenantSettings()).WorkingDayFrom(day);
}
