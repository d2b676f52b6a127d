using System.Text;
using System.Text.Json.Nodes;
using Azure.Storage;
using Azure.Storage.Blobs;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.Local.Azurite;
using Compliance.Recordings;
using Compliance.Tenancy;

namespace Compliance.EndToEnd.Tests.Crash;

/// <summary>A data folder that hosts come and go on, and what lies in its storage as nobody outside sees it.</summary>
sealed class CrashFolder : IAsyncDisposable
{
    readonly DirectoryInfo folder;
    AzuriteProcess? azurite;

    CrashFolder(DirectoryInfo folder, AzuriteProcess azurite) => (this.folder, this.azurite) = (folder, azurite);

    public string Path => folder.FullName;

    /// <summary>The emulator is this test's: it survives every host.</summary>
    public static Task<CrashFolder> CreateAsync() => OpenAsync(NewFolder());

    /// <summary>Ends the emulator, so that all is on the disk and may be copied.</summary>
    public async Task CloseAsync()
    {
        await (azurite?.DisposeAsync() ?? ValueTask.CompletedTask);
        azurite = null;
    }

    /// <summary>Another folder with all that lies in this one, which is closed, and an emulator of its own.</summary>
    public Task<CrashFolder> CopyAsync()
    {
        Assert.Null(azurite);
        var copy = NewFolder();
        foreach (var part in folder.EnumerateDirectories("*", SearchOption.AllDirectories))
        {
            copy.CreateSubdirectory(System.IO.Path.GetRelativePath(Path, part.FullName)).UnixFileMode = part.UnixFileMode;
        }

        // process.json tells where the emulator runs that was: the copy has its own.
        foreach (var file in folder.EnumerateFiles("*", SearchOption.AllDirectories).Where(x => x.Name != "process.json"))
        {
            file.CopyTo(System.IO.Path.Combine(copy.FullName, System.IO.Path.GetRelativePath(Path, file.FullName)));
        }

        return OpenAsync(copy);
    }

    public string In(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Waits until nothing is pending for the recordings, then looks at every store.</summary>
    public async Task VerifyAsync(params IReadOnlyList<Journey> journeys)
    {
        foreach (var id in journeys.Select(x => x.Id!))
        {
            await Api.EventuallyAsync(
                async () => (await NamesAsync("acme", "state", $"pending/{id}")).Count == 0, $"{id} is off the work list");
        }

        // Read once: the emulator goes through all its blobs for each list.
        var uploads = await NamesAsync("landing", "inbox", "acme/");
        var index = (await NamesAsync("acme", "index", "")).ToLookup(
            x => IndexEntry.TryParse(x, out var entry) ? $"{entry.Recording}" : "", StringComparer.Ordinal);
        var audit = (await AuditAsync()).ToLookup(x => x["resource"]!.GetValue<string>(), StringComparer.Ordinal);
        foreach (var journey in journeys)
        {
            var id = journey.Id!;
            Assert.DoesNotContain(uploads, x => x.StartsWith($"acme/{id}/", StringComparison.Ordinal));
            await VerifyStateAsync(journey, index[id]);
            VerifyAudit(audit[$"recordings/{id}"], journey.Events);
        }
    }

    async Task VerifyStateAsync(Journey journey, IEnumerable<string> index)
    {
        var id = journey.Id!;
        var state = await JsonAsync("acme", "state", $"recordings/{id}");
        Assert.Equal("sealed", state["state"]!.GetValue<string>());
        var generation = state["generation"]!.GetValue<int>();
        Assert.InRange(generation, journey.Generation, int.MaxValue);
        Assert.Null(state["run"]);
        Assert.Null(state["ticket"]);

        var keys = (await JsonAsync("acmekeys", "keyring", $"recordings/{id}"))["keys"]!.AsArray();
        Assert.Equal(generation, Assert.Single(keys)!["generation"]!.GetValue<int>());

        var manifest = JsonNode.Parse(state["manifest"]!.GetValue<string>())!;
        var named = manifest["files"]!.AsArray().Select(x => $"{id}/{generation}/{x!["ordinal"]}");
        Assert.Equal(named.Order(StringComparer.Ordinal), await NamesAsync("acme", "recordings", $"{id}/"));
        Assert.Equal(
            manifest["indexEntries"]!.AsArray().Select(x => x!.GetValue<string>()).Order(StringComparer.Ordinal),
            index.Order(StringComparer.Ordinal));
    }

    /// <summary>One key record a recording and no other, and nobody's ticket but theirs has come to anything.</summary>
    public async Task VerifyNothingElseAsync(IEnumerable<Journey> journeys)
    {
        var ids = journeys.Select(x => x.Id!).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(ids, (await NamesAsync("acmekeys", "keyring", "recordings/")).Select(x => x["recordings/".Length..]));
        Assert.Equal(ids, (await NamesAsync("acme", "state", "recordings/")).Select(x => x["recordings/".Length..]));
        Assert.Equal(ids.Count, (await NamesAsync("acme", "state", "calls/")).Count);
        Assert.Empty(await NamesAsync("landing", "inbox", ""));
    }

    /// <summary>Every operation has intent and done, and done says that it happened; what is repeated has the same id.</summary>
    static void VerifyAudit(IEnumerable<JsonNode> lines, IReadOnlyList<string> events)
    {
        static string Text(JsonNode line, string field) => line[field]!.GetValue<string>();
        var operations = lines.Where(x => Text(x, "phase") != "single")
            .GroupBy(x => (Event: Text(x, "event"), Operation: Text(x, "operation")))
            .ToList();
        foreach (var operation in operations)
        {
            Assert.Equal(["done", "intent"], operation.Select(x => Text(x, "phase")).Distinct().Order(StringComparer.Ordinal));
            Assert.All(operation.GroupBy(x => Text(x, "phase")), phase => Assert.Single(phase.Select(x => Text(x, "id")).Distinct()));
            Assert.All(operation, x => Assert.Equal("success", Text(x, "outcome")));
        }

        Assert.Equal(events.Order(StringComparer.Ordinal), operations.Select(x => x.Key.Event).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>The tenant's audit log, line by line.</summary>
    public async Task<IReadOnlyList<JsonNode>> AuditAsync()
    {
        var lines = new List<JsonNode>();
        foreach (var name in await NamesAsync("acme", "audit", "log/"))
        {
            var text = Encoding.UTF8.GetString((await BlobAsync("acme", "audit", name)).ToArray());
            lines.AddRange(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(x => JsonNode.Parse(x[..x.LastIndexOf(' ')])!));
        }

        return lines;
    }

    /// <summary>Every blob of every account, its name and its bytes.</summary>
    public async Task<IReadOnlyList<(string Where, byte[] Bytes)>> EverythingAsync()
    {
        var all = new List<(string, byte[])>();
        foreach (var account in (string[])["landing", "acme", "acmekeys"])
        {
            await foreach (var container in Account(account).GetBlobContainersAsync(cancellationToken: Api.Cancellation))
            {
                foreach (var name in await NamesAsync(account, container.Name, ""))
                {
                    all.Add(($"{account}/{container.Name}/{name}", (await BlobAsync(account, container.Name, name)).ToArray()));
                }
            }
        }

        return all;
    }

    public async Task<IReadOnlyList<string>> NamesAsync(string account, string container, string prefix)
    {
        var names = new List<string>();
        var blobs = Account(account).GetBlobContainerClient(container);
        await foreach (var blob in blobs.GetBlobsAsync(new() { Prefix = prefix }, Api.Cancellation))
        {
            names.Add(blob.Name);
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }

    public async Task<JsonNode> JsonAsync(string account, string container, string name) =>
        JsonNode.Parse((await BlobAsync(account, container, name)).ToArray())!;

    async Task<BinaryData> BlobAsync(string account, string container, string name) =>
        (await Account(account).GetBlobContainerClient(container).GetBlobClient(name).DownloadContentAsync(Api.Cancellation)).Value.Content;

    BlobServiceClient Account(string name) =>
        new(azurite!.Endpoint(name), new StorageSharedKeyCredential(name, azurite.Accounts.KeyOf(name)));

    static DirectoryInfo NewFolder() => Directory.CreateTempSubdirectory("compliance-crash-");

    static async Task<CrashFolder> OpenAsync(DirectoryInfo folder) => new(folder, await AzuriteProcess.StartAsync(
        System.IO.Path.Combine(folder.FullName, "azurite"), [TenantId.Parse("acme")], null, Api.Cancellation));

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        folder.Delete(recursive: true);
    }
}
