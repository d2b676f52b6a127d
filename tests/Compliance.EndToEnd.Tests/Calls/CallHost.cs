using Compliance.EndToEnd.Tests.Harness;
using Compliance.Functions;
using Compliance.Local.Hosting;
using Compliance.Tenancy;

namespace Compliance.EndToEnd.Tests.Calls;

/// <summary>A host with the sample recorders, and a tenant for each way of registering them.</summary>
public sealed class CallHost : IAsyncLifetime
{
    /// <summary>Registers nobody.</summary>
    public const string NoRecorders = "alone";

    /// <summary>Registers the one that obeys.</summary>
    public const string Obeying = "obeyed";

    /// <summary>Registers all three.</summary>
    public const string All = "mixed";

    readonly string folder = Directory.CreateTempSubdirectory("compliance-calls-").FullName;
    readonly List<LocalHost> hosts = [];

    public ManualClock Clock { get; } = new();

    public CapturedLogs Logs { get; } = new();

    public Api Api { get; private set; } = null!;

    public LocalHost Host => hosts[0];

    public async ValueTask InitializeAsync()
    {
        Api = new Api((await StartAsync()).BaseAddress, () => string.Join('\n', Logs.Faults.TakeLast(3)));
        await RegisterAsync(Obeying, ("obeying", "audio"));
        await RegisterAsync(All, ("obeying", "audio"), ("refusing", "screen"), ("silent", "keystrokes"));
    }

    /// <summary>Another process's host on the same data.</summary>
    public async Task<LocalHost> StartAsync()
    {
        var host = await LocalHost.StartAsync(
            new LocalHostOptions
            {
                Port = 0,
                DataFolder = folder,
                Tenants = [TenantId.Parse(NoRecorders), TenantId.Parse(Obeying), TenantId.Parse(All)],
                Register = (builder, configuration) => builder.AddCompliance(configuration),
                Logging = Logs.AddTo,
                Clock = Clock,
                SampleRecorders = hosts.Count == 0,
            },
            CancellationToken.None);
        hosts.Add(host);
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        foreach (var host in Enumerable.Reverse(hosts))
        {
            await host.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    async Task RegisterAsync(string tenant, params (string Name, string Channel)[] recorders)
    {
        var list = Api.Array([]);
        foreach (var (name, channel) in recorders)
        {
            list.Add((System.Text.Json.Nodes.JsonNode)new System.Text.Json.Nodes.JsonObject { ["name"] = name, ["channel"] = channel });
        }

        var settings = new System.Text.Json.Nodes.JsonObject { ["recorders"] = list };
        (await Api.As(tenant, "Tenant.Admin").SendAsync(HttpMethod.Put, "/settings", settings, ("If-Match", "*"))).Expect(System.Net.HttpStatusCode.OK);
    }
}
