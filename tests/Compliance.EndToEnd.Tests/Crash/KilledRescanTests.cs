using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.EndToEnd.Tests.SubjectRequests;
using Compliance.Model;
using Compliance.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.EndToEnd.Tests.Crash;

/// <summary>
/// The host is killed (SIGKILL) while it examines again what an older gate has sealed, and started again: nothing is missed, found twice or
/// left with a digit, and the log has every find.
/// </summary>
public sealed class KilledRescanTests
{
    const string Path = "/pci/rescan";
    const string Card = "my card is 4111 1111 1111 1111, the cvv is 737\n";
    const int Calls = 10;

    readonly Person person = new();

    [Theory]
    [InlineData("storage.state.recordings.put.after#4")]
    [InlineData("storage.keyring.recordings.put.before#2")]
    public async Task A_rescan_that_is_killed_ends_as_if_it_had_not_been(string point)
    {
        await using var folder = await CrashFolder.CreateAsync();
        var (clean, dirty) = await SeedAsync(folder.Path);
        var armed = folder.In("armed");
        await using (var host = await HostProcess.StartAsync(folder.Path, "--kill-at", point, "--kill-when", armed))
        {
            await File.WriteAllBytesAsync(armed, [], Api.Cancellation);
            await AskAsync(host);
        }

        await using var next = await HostProcess.StartAsync(folder.Path);
        var officer = next.Api.As("acme", "Privacy.Officer");
        var report = await EndAsync(officer);
        Assert.Equal((0L, (long)dirty.Count), (Count(report, "failed"), Count(report, "found")));
        Assert.Equal((long)clean.Count, Count(report, "clean"));
        var finds = (await officer.SendAsync(HttpMethod.Get, "/pci/finds?origin=rescan")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray();
        Assert.Equal(dirty.Order(StringComparer.Ordinal), finds.Select(x => Text(x!, "recordingId")).Order(StringComparer.Ordinal));
        Assert.All(finds, x => Assert.True(x!["withSad"]!.GetValue<bool>()));
        var reader = next.Api.As("acme", "Recordings.Read");
        foreach (var id in clean.Concat(dirty))
        {
            var text = (await reader.FileAsync(id, "note.txt")).Expect(HttpStatusCode.OK).Text;
            Assert.DoesNotContain("1111", text, StringComparison.Ordinal);
            var keys = (await folder.JsonAsync("acmekeys", ContainerNames.Keyring, $"recordings/{id}"))["keys"]!.AsArray();
            Assert.True(Assert.Single(keys)!["generation"]!.GetValue<int>() > 1 == dirty.Contains(id), id);
        }

        var log = (await folder.AuditAsync()).DistinctBy(x => Text(x, "id")).ToList();
        Assert.Equal(dirty.Count, log.Count(x => Text(x, "event") == "recording.rescanned" && Text(x, "phase") == "done"));
        Assert.Equal(
            ["intent", "done"], log.Where(x => Text(x, "event") == "pci.rescanned").Select(x => Text(x, "phase")));
        var again = await EndAsync(officer, ask: true);
        Assert.Equal((0L, 0L), (Count(again, "found"), Count(again, "clean")));
    }

    async Task<(IReadOnlyList<string> Clean, IReadOnlyList<string> Dirty)> SeedAsync(string folder)
    {
        await using var seeded = await SeededCalls.OpenAsync(folder);
        var ids = (await seeded.SeedAsync(person, Calls, "rescanned-")).Where((_, i) => i % 5 != 4).ToList();
        var store = seeded.Services.GetRequiredService<TenantStoreFactory>().Open(
            new TenantScope(TenantId.Parse("acme"), TenantId.Parse("acme")));
        var dirty = ids.Where((_, i) => i % 2 == 0).ToList();
        foreach (var id in ids)
        {
            await seeded.Services.AgeAsync(
                store, RecordingId.Parse(id), dirty.Contains(id) ? Card : null, cancellationToken: Api.Cancellation);
        }

        return ([.. ids.Except(dirty)], dirty);
    }

    /// <summary>Asks, and the host dies of it.</summary>
    static async Task AskAsync(HostProcess host)
    {
        try
        {
            (await host.Api.As("acme", "Privacy.Officer").SendAsync(HttpMethod.Post, Path, new JsonObject())).Expect(HttpStatusCode.Accepted);
        }
        catch (HttpRequestException)
        {
            // The host died under the client.
        }

        Assert.True(await host.EndsAsync(Api.WaitLimit), "The host was not killed.");
    }

    static async Task<JsonNode> EndAsync(Session officer, bool ask = false)
    {
        if (ask)
        {
            (await officer.SendAsync(HttpMethod.Post, Path)).Expect(HttpStatusCode.Accepted);
        }

        JsonNode report = new JsonObject();
        await Api.EventuallyAsync(
            async () =>
            {
                report = (await officer.SendAsync(HttpMethod.Get, Path)).Expect(HttpStatusCode.OK).Json;
                return Text(report, "state") == "completed";
            },
            $"the rescan ends; it is {report.ToJsonString()}");
        return report;
    }

    static long Count(JsonNode node, string member) => node[member]!.GetValue<long>();

    static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();
}
