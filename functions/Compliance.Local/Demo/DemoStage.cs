using Compliance.Local.Hosting;
using Compliance.Tenancy;

namespace Compliance.Local.Demo;

/// <summary>The environment of the demo: a host, its data folder and a tenant's client.</summary>
sealed class DemoStage(LocalHost host, string folder, HttpClient http)
{
    public static readonly TenantId Tenant = TenantId.Parse("acme");

    public LocalHost Host => host;

    public string Folder => folder;

    public DemoClient Client { get; } = new(http, Tenant.ToString());

    public DemoStorage Storage { get; } = new(host, Tenant, folder);
}
