using System.Text.Json;
using System.Text.Json.Nodes;
using Compliance.Local.Hosting;
using Compliance.Tenancy;

namespace Compliance.Local.Recipients;

/// <summary>
/// What the sample CRM would send to people, <c>{data}/sample-crm/{tenant}-sent.json</c>, owner only: a list of
/// <c>{"by":"email|text","to","text"}</c>. Nothing leaves the machine.
/// </summary>
sealed class SampleOutbox
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly string file;

    public SampleOutbox(string dataFolder, TenantId tenant)
    {
        var folder = Path.Combine(dataFolder, "sample-crm");
        PrivateFile.CreateFolder(folder);
        file = Path.Combine(folder, $"{tenant}-sent.json");
    }

    public async Task<JsonArray> ReadAsync(CancellationToken cancellationToken)
    {
        using var exclusive = await FileLock.ExclusiveAsync(file + ".lock", Patience, cancellationToken);
        return Load();
    }

    /// <summary>The link by e-mail and the code by text message, as far as the claim has an address for each.</summary>
    /// <param name="claim">What the claim of a delivery gave.</param>
    public async Task SendAsync(JsonNode claim, CancellationToken cancellationToken)
    {
        var addresses = claim["identities"]!.AsArray().ToLookup(
            x => x!["type"]!.GetValue<string>(), x => x!["value"]!.GetValue<string>(), StringComparer.Ordinal);
        using var exclusive = await FileLock.ExclusiveAsync(file + ".lock", Patience, cancellationToken);
        var sent = Load();
        foreach (var (kind, by, what) in (IEnumerable<(string, string, string)>)[("email", "email", "url"), ("phone", "text", "code")])
        {
            if (addresses[kind].FirstOrDefault() is { } to)
            {
                sent.Add(new JsonObject { ["by"] = by, ["to"] = to, ["text"] = claim["delivery"]![what]!.GetValue<string>() });
            }
        }

        PrivateFile.Write(file, JsonSerializer.SerializeToUtf8Bytes(sent));
    }

    JsonArray Load() => File.Exists(file) ? JsonNode.Parse(File.ReadAllBytes(file))!.AsArray() : [];
}
