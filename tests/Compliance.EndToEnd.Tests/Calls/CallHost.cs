using System.Net;
using System.Text.Json.Nodes;
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
    LocalHost? host;

    public ShiftedClock Clock { get; } = new();

    public CapturedLogs Logs { get; } = new();

    public Api Api { get; private set; } = null!;

    public LocalHost Host => host ?? throw new InvalidOperationException("The host has not started.");

    public async ValueTask InitializeAsync()
    {
        host = await StartAsync(recorders: true);
        Api = new Api(host.BaseAddress, () => string.Join('\n', Logs.Faults.TakeLast(3)));
        await RegisterAsync(Obeying, ("obeying", "audio"));
        await RegisterAsync(All, ("obeying", "audio"), ("refusing", "screen"), ("silent", "keystrokes"));
    }

    /// <summary>Another process's host on the same data.</summary>
    public Task<LocalHost> StartAsync(bool recorders = false) => LocalHost.StartAsync(
        new LocalHostOptions
        {
            Port = 0,
            DataFolder = folder,
            Tenants = [TenantId.Parse(NoRecorders), TenantId.Parse(Obeying), TenantId.Parse(All)],
            Register = (builder, configuration) => builder.AddCompliance(configuration),
            Logging = Logs.AddTo,
            Clock = Clock,
            SampleRecorders = recorders,
        },
        CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        if (host is not null)
        {
            await host.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    async Task RegisterAsync(string tenant, params (string Name, string Channel)[] recorders)
    {
        JsonArray list = [.. recorders.Select(x => new JsonObject { ["name"] = x.Name, ["channel"] = x.Channel })];
        var settings = new JsonObject { ["recorders"] = list };
        var replaced = await Api.As(tenant, "Tenant.Admin").SendAsync(HttpMethod.Put, "/settings", settings, ("If-Match", "*"));
        replaced.Expect(HttpStatusCode.OK);
    }
}
