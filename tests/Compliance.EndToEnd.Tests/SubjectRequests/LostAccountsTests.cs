using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Crash;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.Local.Azurite;
using Compliance.Local.Hosting;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>
/// The real command line: three people call, a copy is made, one is erased, everything is lost but the copy and the certificate. The
/// restore is killed on the way, and until it has come to its end
/// nobody reads anything.
/// </summary>
public sealed class LostAccountsTests(ITestOutputHelper output) : IAsyncDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("compliance-restore-");

    /// <param name="kills">Evenly through the restore.</param>
    [Theory]
    [InlineData(1)]
    [SoakData(20)]
    public async Task What_was_erased_after_the_copy_does_not_come_back_with_it(int kills)
    {
        var people = new[] { new Person(), new Person(), new Person() };
        var ids = new List<string>();
        var (data, copies, certificates) = (In("data"), In("copies"), Directory.CreateDirectory(In("certificates")).FullName);
        await using (var host = await HostProcess.StartAsync(data))
        {
            foreach (var person in people)
            {
                ids.Add(await SealAsync(host.Api, person));
            }

            (await host.Api.As("acme", "Tenant.Admin").SendAsync(HttpMethod.Post, "/keys/backups")).Expect(HttpStatusCode.Accepted);
            var auditor = host.Api.As("acme", "Audit.Read");
            await Api.EventuallyAsync(
                async () =>
                    (await auditor.SendAsync(HttpMethod.Get, "/keys/backups")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray().Count == 1,
                "the backup is listed");
            await CommandAsync(0, "backup", "--to", copies, "--with-vault", "--data", data);
            var erased = await new PrivacyTeam(host.Api, "acme").EraseAsync(people[0].By("accountId", "phone"));
            var request = erased["requestId"]!.GetValue<string>();
            var certificate = (await auditor.SendAsync(HttpMethod.Get, $"/requests/{request}/certificate")).Expect(HttpStatusCode.OK).Body;
            await File.WriteAllBytesAsync(Path.Combine(certificates, "one.json"), certificate, Api.Cancellation);
            Assert.Contains("Stop it first", await CommandAsync(1, "restore", "--from", copies, "--data", data), StringComparison.Ordinal);
        }

        // Damaged, it is refused before anything is touched.
        var state = Directory.GetFiles(copies, "state.tar", SearchOption.AllDirectories).Single();
        var whole = await File.ReadAllBytesAsync(state, Api.Cancellation);
        await File.WriteAllBytesAsync(state, [.. whole[..1000], (byte)(whole[1000] ^ 1), .. whole[1001..]], Api.Cancellation);
        Assert.Contains(
            "state.tar", await CommandAsync(1, "restore", "--from", copies, "--data", In("elsewhere")), StringComparison.Ordinal);
        await File.WriteAllBytesAsync(state, whole, Api.Cancellation);

        string[] restore = ["restore", "--from", copies, "--certificates", certificates];
        var trace = In("trace");
        await CommandAsync(0, [.. restore, "--data", In("whole"), "--trace-points", trace]);
        await CommandAsync(0, "fsck", "--data", In("whole"));
        var points = Points(await File.ReadAllLinesAsync(trace, Api.Cancellation));
        for (var kill = 0; kill < kills; kill++)
        {
            var (target, point) = (In($"killed-{kill}"), points[(int)((kill + 0.5) * points.Count / kills)]);
            await CommandAsync(null, [.. restore, "--data", target, "--kill-at", point]);
            await AssertClosedAsync(target, ids);
            await CommandAsync(0, [.. restore, "--data", target]);
            await AssertNobodyIsBackAsync(target, people, ids);
            output.WriteLine($"{point}: closed, then nobody is back");
        }
    }

    /// <summary>From the mark that closes the tenant to its removal.</summary>
    static IReadOnlyList<string> Points(IReadOnlyList<string> trace)
    {
        var (seen, points) = (new Dictionary<string, int>(StringComparer.Ordinal), new List<string>());
        foreach (var name in trace)
        {
            seen[name] = seen.GetValueOrDefault(name) + 1;
            points.Add($"{name}#{seen[name]}");
        }

        var from = points.IndexOf("storage.keyring.restoring.put.after#1");
        var to = points.IndexOf("storage.keyring.restoring.delete.before#1");
        Assert.InRange(from, 0, to);
        return points[from..to];
    }

    static async Task AssertClosedAsync(string data, IReadOnlyList<string> ids)
    {
        await using var host = await HostProcess.StartAsync(data);
        var reader = host.Api.Reader("acme", "*");
        foreach (var id in ids)
        {
            (await reader.FileAsync(id, "note.txt")).ExpectProblem(HttpStatusCode.ServiceUnavailable);
            (await host.Api.As("acme", "Recordings.Upload").ViewAsync(id)).ExpectProblem(HttpStatusCode.ServiceUnavailable);
        }

        var health = (await host.Api.SendAsync(HttpMethod.Get, "/api/health")).Expect(HttpStatusCode.ServiceUnavailable).Json;
        Assert.Contains(
            health["checks"]!.AsArray(), x => x!["detail"]!.GetValue<string>() == "1 of 1 closed: a restore has not finished");
    }

    async Task AssertNobodyIsBackAsync(string data, IReadOnlyList<Person> people, IReadOnlyList<string> ids)
    {
        await CommandAsync(0, "fsck", "--data", data);
        await using var host = await HostProcess.StartAsync(data);
        var (reader, team) = (host.Api.Reader("acme", "*"), new PrivacyTeam(host.Api, "acme"));
        (await reader.FileAsync(ids[0], "note.txt")).ExpectProblem(HttpStatusCode.Gone);
        foreach (var (person, id) in people.Zip(ids))
        {
            var who = new JsonObject { ["identities"] = person.By("accountId", "phone") };
            var found = (await team.Session.SendAsync(HttpMethod.Post, "/subjects/search", who)).Expect(HttpStatusCode.OK);
            Assert.Equal(id == ids[0] ? 0 : 1, found.Json["recordings"]!.AsArray().Count);
            if (id != ids[0])
            {
                Assert.Equal(person.Call().Files["note.txt"], (await reader.FileAsync(id, "note.txt")).Expect(HttpStatusCode.OK).Body);
            }
        }
    }

    static async Task<string> SealAsync(Api api, Person person)
    {
        var (uploader, call) = (api.As("acme", "Recordings.Upload"), person.Call());
        var answer = (await uploader.AnnounceAsync(call.Ticket)).Expect(HttpStatusCode.Created).Json;
        await api.UploadAsync(answer, call.Files);
        var id = answer["recordingId"]!.GetValue<string>();
        await uploader.WaitForAsync(id, "sealed");
        return id;
    }

    /// <param name="code">Null: it is killed.</param>
    /// <returns>What it said.</returns>
    async Task<string> CommandAsync(int? code, params string[] arguments)
    {
        var ran = await Shell.RunAsync(folder.FullName, "dotnet", [typeof(LocalHost).Assembly.Location, .. arguments]);
        Assert.True(code is null ? ran.ExitCode > 100 : ran.ExitCode == code, $"{ran.ExitCode}: {ran.Output}{ran.Errors}");
        return ran.Output + ran.Errors;
    }

    string In(string name) => Path.Combine(folder.FullName, name);

    /// <summary>A killed host leaves its emulator running.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var record in folder.GetFiles("process.json", SearchOption.AllDirectories))
        {
            await (AzuriteRecord.Read(record.FullName)?.EndAsync(CancellationToken.None) ?? Task.CompletedTask);
        }

        folder.Delete(recursive: true);
    }
}
