using Compliance.Exchange;
using Compliance.Functions.Exchange;
using Compliance.Functions.Http;
using Compliance.Functions.Platform;
using Compliance.Local.Hosting;
using Compliance.Sealing;
using Compliance.Tenancy;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Tests.Platform;

/// <summary>The application as <c>Program.cs</c> puts it together for Azure, compared with the one of one machine.</summary>
public sealed class AzureRegistrationTests
{
    static readonly Dictionary<string, string?> Settings = new(StringComparer.Ordinal)
    {
        ["AzureWebJobsStorage__clientId"] = "app",
        ["Landing:BlobServiceUri"] = "https://landing.blob.example/",
        ["Bus:FullyQualifiedNamespace"] = "bus.example.net",
        ["Compliance:Access:Audiences:0"] = "api://compliance",
        ["Compliance:Tenants:acme:DirectoryId"] = "b9b7a4f5-6a1d-4a2b-8b0b-3c3b8a7f0001",
        ["Compliance:Tenants:acme:DataEndpoint"] = "https://acme.blob.example/",
        ["Compliance:Tenants:acme:KeysEndpoint"] = "https://acmekeys.blob.example/",
        ["Compliance:Tenants:acme:VaultEndpoint"] = "https://acme.vault.example/",
        ["Compliance:Tenants:acme:ManagedIdentityClientId"] = "acme-identity",
    };

    [Fact]
    public void The_middleware_chain_is_the_same_as_on_one_machine()
    {
        var local = new ServiceCollection();
        new LocalWorkerBuilder(local).AddCompliance(Configuration());

        Assert.Equal(Chain(local), Chain(Azure().Services));
        Assert.Equal(["ProblemMiddleware", "AccessMiddleware", "QueryMiddleware"], Chain(local));
    }

    [Fact]
    public async Task Every_service_of_the_application_can_be_made()
    {
        var builder = Azure();
        await using var services = builder.Services.BuildServiceProvider();
        foreach (var own in builder.Services.Select(x => x.ServiceType).Where(IsOurs).Distinct())
        {
            Assert.NotEmpty(services.GetServices(own));
        }

        var functions = typeof(ComplianceRegistration).Assembly.GetTypes()
            .Where(x => x is { IsAbstract: false } && x.GetMethods().Any(m => m.IsDefined(typeof(FunctionAttribute), inherit: false)))
            .ToArray();
        Assert.True(functions.Length > 10);
        Assert.All(functions, x => Assert.NotNull(ActivatorUtilities.CreateInstance(services, x)));

        Assert.IsType<AzureStorageAccess>(services.GetRequiredService<StorageAccess>());
        Assert.IsType<AzureTenantBus>(services.GetRequiredService<ITenantBus>());
        Assert.IsType<Compliance.Functions.Keys.KeyVaultTenantVaultProvider>(services.GetRequiredService<ITenantVaultProvider>());
        Assert.IsType<BusMessages>(services.GetRequiredService<ITenantMessages>());
        Assert.Equal(
            ["backups", "bus", "documents", "speech", "storage", "stores", "uploads", "vault", "witnesses"],
            services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations
                .Select(x => x.Name)
                .Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Landing:BlobServiceUri", null)]
    [InlineData("Landing:AllowedIpRanges:0", "fe80::1")]
    [InlineData("Landing:AllowedIpRanges:0", "203.0.113.0/33")]
    [InlineData("Bus:FullyQualifiedNamespace", null)]
    [InlineData("Compliance:Access:Audiences:0", null)]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING", "InstrumentationKey=00000000-0000-0000-0000-000000000001")]
    [InlineData("Compliance:TaskHub:KeepDays", "0")]
    [InlineData("Compliance:TaskHub:KeepDays", "3651")]
    [InlineData("Compliance:TaskHub:MostPerRun", "0")]
    [InlineData("Compliance:Downloads:MostOpen", "0")]
    [InlineData("Compliance:Access:RefusalsPerMinute", "0")]
    [InlineData("Compliance:Access:StaticKeys", """{"keys":[{"kty":"RSA","kid":"k","n":"AQAB","e":"AQAB"}]}""")]
    [InlineData("Compliance:Access:OfficerActsForAll", "true")]
    [InlineData("Compliance:Access:Issuer", "http://issuer.example/{tenantid}")]
    [InlineData("Callbacks:AllowLoopback", "true")]
    [InlineData("Landing:BlobServiceUri", "http://127.0.0.1:10000/landing")]
    [InlineData("Compliance:Tenants:acme:KeysEndpoint", "http://127.0.0.1:10000/acmekeys")]
    public async Task A_setting_that_is_missing_or_no_good_keeps_it_from_starting(string name, string? value)
    {
        await using var good = Azure().Services.BuildServiceProvider();
        good.GetRequiredService<IStartupValidator>().Validate();

        await using var bad = Azure((name, value)).Services.BuildServiceProvider();
        Assert.Throws<OptionsValidationException>(() => bad.GetRequiredService<IStartupValidator>().Validate());
    }

    /// <summary>A body that the host took and the worker's server refuses is an empty 500 there.</summary>
    [Fact]
    public async Task The_workers_server_takes_larger_bodies_than_the_host()
    {
        await using var services = Azure().Services.BuildServiceProvider();

        Assert.Equal(RequestBodies.Largest, services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits.MaxRequestBodySize);
        Assert.True(RequestBodies.Largest > 104_857_600);
    }

    [Fact]
    public void A_tenant_without_an_identity_has_no_credential()
    {
        var credentials = new TenantCredentials(Options.Create(new TenancyOptions { Tenants = { ["acme"] = new TenantRegistration() } }));

        Assert.Throws<InvalidOperationException>(() => credentials.Of(TenantId.Parse("acme")));
        Assert.Throws<InvalidOperationException>(() => credentials.Of(TenantId.Parse("globex")));
    }

    /// <param name="settings">On top of those that it needs.</param>
    internal static FunctionsApplicationBuilder Azure(Action<IServiceCollection> before, params (string Name, string? Value)[] settings)
    {
        var configuration = Configuration(settings);
        var builder = FunctionsApplication.CreateBuilder([]);
        builder.Logging.ClearProviders();
        before(builder.Services);
        builder.ConfigureFunctionsWebApplication().AddCompliance(configuration).AddAzure(configuration);
        return builder;
    }

    static FunctionsApplicationBuilder Azure(params (string Name, string? Value)[] settings) => Azure(_ => { }, settings);

    static IConfiguration Configuration(params (string Name, string? Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(Settings)
        .AddInMemoryCollection(settings.ToDictionary(x => x.Name, x => x.Value, StringComparer.Ordinal))
        .Build();

    static bool IsOurs(Type service) =>
        !service.ContainsGenericParameters && service.Assembly.GetName().Name!.StartsWith("Compliance.", StringComparison.Ordinal);

    static IEnumerable<string> Chain(IServiceCollection services) => services
        .Select(x => x.ServiceType)
        .Where(x => x.IsAssignableTo(typeof(IFunctionsWorkerMiddleware)) && x.Assembly == typeof(ComplianceRegistration).Assembly)
        .Select(x => x.Name);
}
