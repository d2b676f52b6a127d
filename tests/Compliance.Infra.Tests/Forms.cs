using System.Text.Json.Nodes;

namespace Compliance.Infra.Tests;

/// <summary>
/// What <c>azd provision</c> would make of <c>infra/</c>, worked out by the compiler (<c>bicep snapshot</c>): every preset with two tenants
/// served and one that leaves, and an environment with the longest name and the shortest and longest tenant id.
/// </summary>
static class Forms
{
    /// <summary>In a subscription of its own.</summary>
    const string SpeechGroup = "/subscriptions/00000000-0000-0000-0000-000000000002/resourceGroups/rg-speech";

    const string LongestEnvironment = "eeeeeeeeeeeeeeeeeeeeeeee";

    static readonly Lazy<Task<IReadOnlyList<Deployment>>> All = new(async () => await Task.WhenAll(
        DeployAsync("dev", new() { ["COMPLIANCE_PRESET"] = "dev", ["COMPLIANCE_DURABLE_BACKEND"] = "scheduler" }),
        DeployAsync("production", new() { ["COMPLIANCE_ALLOWED_IP_RANGES"] = "203.0.113.0/24,198.51.100.7" }),
        DeployAsync("longest", new() { ["AZURE_ENV_NAME"] = LongestEnvironment, ["COMPLIANCE_DURABLE_BACKEND"] = "scheduler" })));

    /// <summary>Every form.</summary>
    public static Task<IReadOnlyList<Deployment>> AllAsync() => All.Value;

    public static async Task<Deployment> OneAsync(string form) => (await All.Value).Single(x => x.Form == form);

    /// <summary>Runs the compiler's deployment of <c>main.bicepparam</c>.</summary>
    /// <param name="pageOrigins">More of tenant acme's.</param>
    public static async Task<(int ExitCode, string Says, string? Snapshot)> SnapshotAsync(
        Dictionary<string, string> environment, params IReadOnlyList<string> pageOrigins)
    {
        using var bicep = new Bicep();
        JsonArray tenants =
        [
            Tenant("acme", pageOrigins: ["https://crm.acme.example", "https://desk.example", .. pageOrigins]),
            Tenant("globex", pageOrigins: ["https://desk.example"]),
            Tenant("initech", state: "leaving", pageOrigins: ["https://crm.initech.example"]),
            Tenant("ab", LongestEnvironment),
            Tenant("a1234567890123456789", LongestEnvironment),
        ];
        await File.WriteAllTextAsync(bicep.PathOf("tenants.json"), tenants.ToJsonString());
        Dictionary<string, string> all = new(environment, StringComparer.Ordinal)
        {
            ["AZURE_LOCATION"] = "westeurope",
            ["COMPLIANCE_ALERT_EMAILS"] = "ops@example.org",
        };
        all.TryAdd("AZURE_ENV_NAME", "stage");

        var (exitCode, says) = await bicep.RunAsync(
            all, "snapshot", "main.bicepparam", "--mode", "overwrite", "--location", "westeurope",
            "--subscription-id", Deployment.Subscription, "--tenant-id", "00000000-0000-0000-0000-00000000000d");
        var snapshot = bicep.PathOf("main.snapshot.json");
        return (exitCode, says, File.Exists(snapshot) ? await File.ReadAllTextAsync(snapshot) : null);
    }

    static async Task<Deployment> DeployAsync(string form, Dictionary<string, string> environment)
    {
        var (exitCode, says, snapshot) = await SnapshotAsync(environment);
        return exitCode == 0 && says.Length == 0
            ? Deployment.Read(form, snapshot!)
            : throw new InvalidOperationException($"bicep snapshot ended with {exitCode}: {says}");
    }

    static JsonObject Tenant(string id, string environment = "stage", string state = "active", params JsonArray pageOrigins) => new()
    {
        ["id"] = id,
        ["environment"] = environment,
        ["state"] = state,
        ["directoryId"] = $"directory-of-{id}",
        ["audience"] = $"audience-of-{id}",
        ["recipients"] = new JsonArray(SystemOf("office", id), SystemOf("crm", id)),
        ["recorders"] = new JsonArray(SystemOf("recorder", id)),
        ["pageOrigins"] = pageOrigins,
        ["speechResourceId"] = id == "globex" ? null : $"{SpeechGroup}/providers/Microsoft.CognitiveServices/accounts/speech-of-{id}",
    };

    static JsonObject SystemOf(string name, string tenant) => new() { ["name"] = name, ["principalId"] = $"{name}-of-{tenant}" };
}
