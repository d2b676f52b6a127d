using System.Text;
using Compliance.Audit;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.EndToEnd.Tests.SubjectRequests;
using Compliance.Identities;
using Compliance.Local.Hosting;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Settings;
using Compliance.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.EndToEnd.Tests.Crash;

/// <summary>Recordings brought in without a host: the app's own classes on the data folder, many at once.</summary>
sealed class SeededCalls : IAsyncDisposable
{
    static readonly Actor Actor = Actor.System("Seed");

    /// <summary>What the person says in the household's chat.</summary>
    public const string HouseholdWords = "My kitten swallowed a needle";

    readonly LocalHost opened;

    SeededCalls(LocalHost opened) => this.opened = opened;

    public IServiceProvider Services => opened.Services;

    TenantStore Store => Get<TenantStoreFactory>().Open(new TenantScope(TenantId.Parse("acme"), TenantId.Parse("acme")));

    public static async Task<SeededCalls> OpenAsync(string folder) => new(await LocalHost.OpenAsync(
        new LocalHostOptions { Port = 0, DataFolder = folder, Tenants = [TenantId.Parse("acme")] }, Api.Cancellation));

    /// <summary>One person's calls: every fifth still awaits its file.</summary>
    /// <param name="prefix">What call ids begin with.</param>
    /// <returns>The recordings' ids.</returns>
    public async Task<IReadOnlyList<string>> SeedAsync(Person person, int count, string prefix)
    {
        var ids = new string[count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Api.Cancellation },
            async (i, _) =>
            {
                var call = person.Call(x => x["callId"] = prefix + Sample.NewCallId());
                var id = await AnnounceAsync(call);
                ids[i] = id.ToString();
                if (i % 5 != 4)
                {
                    await SealAsync(id, call.Files["note.txt"]);
                }
            });
        return ids;
    }

    /// <summary>A chat of two callers with their agent, of whom the first is the person.</summary>
    public async Task<string> SeedHouseholdAsync(Person person, Person other, string prefix)
    {
        var call = Sample.Note($"caller-1: {HouseholdWords}\ncaller-2: Then bring both\n", ticket =>
        {
            ticket["callId"] = prefix + Sample.NewCallId();
            ticket["parties"] = new System.Text.Json.Nodes.JsonArray(
                new System.Text.Json.Nodes.JsonObject { ["role"] = "agent", ["id"] = "agent-7" }, person.Party, other.Party);
        });
        var id = await AnnounceAsync(call);
        await SealAsync(id, call.Files["note.txt"]);
        return id.ToString();
    }

    public ValueTask DisposeAsync() => opened.DisposeAsync();

    async Task<RecordingId> AnnounceAsync(Sample call)
    {
        var parser = new TicketParser(new IdentityNormalizer("GB"), TimeProvider.System);
        Assert.True(
            parser.ParseTicket(Encoding.UTF8.GetBytes(call.Ticket.ToJsonString())).IsSuccess(out var ticket, out var bad), $"{bad}");
        var issued = await Get<UploadTicketIssuer>().IssueAsync(Store, Actor, ticket, new TenantSettings(), Api.Cancellation);
        Assert.True(issued.IsSuccess(out var answer, out var failure), $"{failure}");
        return answer.RecordingId;
    }

    /// <summary>What the orchestration does.</summary>
    async Task SealAsync(RecordingId id, byte[] content)
    {
        await Inbox.Blob(Store, id, 0).UploadAsync(BinaryData.FromBytes(content), overwrite: true, Api.Cancellation);
        Assert.Equal(SealingEnd.Ended, await Get<RecordingSealing>().SealAsync(Store, id, $"seeded-{id}", Api.Cancellation));
    }

    T Get<T>()
        where T : notnull =>
        Services.GetRequiredService<T>();
}
