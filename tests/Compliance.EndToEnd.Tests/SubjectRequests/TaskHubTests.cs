using System.Net;
using Compliance.EndToEnd.Tests.Harness;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>The engine keeps what has ended for good, unless somebody purges it.</summary>
public sealed class TaskHubTests(ClockedHost host) : IClassFixture<ClockedHost>
{
    [Fact]
    public async Task Orchestrations_that_ended_longer_ago_than_the_setting_are_purged_and_younger_and_open_ones_are_not()
    {
        var (old, young, open) = (await FileAsync(), await FileAsync(), await FileAsync());
        await CancelAsync(old);
        await host.PassAsync(TimeSpan.FromDays(29));
        await CancelAsync(young);
        await host.Api.RunTimerAsync("PurgeTaskHub");
        Assert.Equal((bool[])[true, true, true], await AreThereAsync(old, young, open));

        await host.PassAsync(TimeSpan.FromDays(1.5));
        await host.Api.RunTimerAsync("PurgeTaskHub");

        Assert.Equal((bool[])[false, true, true], await AreThereAsync(old, young, open));
        Assert.Equal("cancelled", (await Team.GetAsync(old)).Request().State);
    }

    PrivacyTeam Team => new(host.Api, "acme");

    DurableTaskClient Client => host.App.Host.Services.GetRequiredService<DurableTaskClient>();

    async Task<string> FileAsync() => (await Team.FileAsync(PrivacyTeam.Erasure(new Person().By("accountId"))))
        .Filed().RequestId;

    async Task CancelAsync(string id)
    {
        (await Team.MoveAsync(id, "cancel")).Expect(HttpStatusCode.OK);
        await Api.EventuallyAsync(
            async () => await Client.GetInstanceAsync(InstanceOf(id), Api.Cancellation) is { IsCompleted: true }, "its orchestration ends");
    }

    async Task<bool[]> AreThereAsync(params string[] ids) =>
        await Task.WhenAll(ids.Select(async x => await Client.GetInstanceAsync(InstanceOf(x), Api.Cancellation) is not null));

    static string InstanceOf(string id) => $"request-acme-{id}";
}
