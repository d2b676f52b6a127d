using System.Text.Json.Nodes;
using Azure.Messaging.ServiceBus;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.EndToEnd.Tests.SubjectRequests;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.EndToEnd.Tests.Holds;

/// <summary>The officer is told once that a matter's review is due, and the hold stays.</summary>
public sealed class HoldReviewTests(ClockedHost host) : IClassFixture<ClockedHost>
{
    [Fact]
    public async Task A_review_that_is_due_is_told_once_and_releases_nothing()
    {
        var (person, matter) = (new Person(), Matters.New());
        var sealedOne = await SealAsync(person);
        var at = TimeProvider.System.GetUtcNow().AddDays(5);
        var placed = await Matters.PlaceAsync(Legal, matter, x =>
        {
            x.Over(person, "accountId");
            x["reviewAt"] = at.ToString("O");
        });
        Assert.False(placed["reviewDue"]!.GetValue<bool>());
        await using var events = host.App.Host.Services.GetRequiredService<ServiceBusClient>().CreateReceiver("acme/privacy-events", "privacy-team");

        await host.PassAsync(TimeSpan.FromDays(4));
        await host.Api.RunTimerAsync("TendAllHolds");
        await host.PassAsync(TimeSpan.FromDays(2));
        await host.Api.RunTimerAsync("TendAllHolds");
        await host.Api.RunTimerAsync("TendAllHolds");

        var view = await Matters.ReadAsync(Legal, matter);
        Assert.True(view["reviewDue"]!.GetValue<bool>());
        Assert.Contains(matter, (await Legal.SendAsync(HttpMethod.Get, "/holds?reviewDue=true")).Text, StringComparison.Ordinal);
        var log = await AuditLines.ReadAsync(host.App, "acme");
        Assert.Single(log, x => x["event"]!.GetValue<string>() == "matter.reviewDue" && x["resource"]!.GetValue<string>() == $"holds/{view["digest"]}");
        Assert.Equal([$"holds/{view["digest"]}"], await ToldAsync(events));
        Assert.Single((await host.Api.As("acme", "Recordings.Upload").ViewAsync(sealedOne)).Json["holds"]!.AsArray());
    }

    static async Task<IReadOnlyList<string>> ToldAsync(ServiceBusReceiver events)
    {
        var found = new List<string>();
        while (await events.ReceiveMessagesAsync(100, TimeSpan.FromMilliseconds(300), Api.Cancellation) is { Count: > 0 } messages)
        {
            foreach (var message in messages)
            {
                var body = JsonNode.Parse(message.Body.ToString())!;
                if (body["type"]!.GetValue<string>() == "compliance.hold.reviewDue")
                {
                    found.Add(body["subject"]!.GetValue<string>());
                }

                await events.CompleteMessageAsync(message, Api.Cancellation);
            }
        }

        return found;
    }

    Session Legal => host.Api.As("acme", "Legal.Holds");

    async Task<string> SealAsync(Person person)
    {
        var call = person.Call();
        return (await host.Api.As("acme", "Recordings.Upload").SealAsync(call.Ticket, call.Files)).Id;
    }
}
