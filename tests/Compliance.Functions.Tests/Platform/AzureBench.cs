using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Compliance.Functions.Platform;
using Compliance.Tenancy;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Tests.Platform;

/// <summary>The Azure adapters of tenants <c>acme</c> and <c>globex</c> on <see cref="FakeStorageService"/>, by the SDK's client.</summary>
public sealed class AzureBench : IDisposable
{
    readonly HttpClient transport;

    public AzureBench(TimeProvider clock, params IReadOnlyList<string> allowedIpRanges)
    {
        Service = new FakeStorageService(clock);
        transport = new HttpClient(Service) { Timeout = Timeout.InfiniteTimeSpan };
        var tenancy = new TenancyOptions();
        foreach (var tenant in new[] { "acme", "globex" })
        {
            tenancy.Tenants[tenant] = new TenantRegistration
            {
                DataEndpoint = Service.Add(tenant, TenantId.Parse(tenant)).Endpoint,
                KeysEndpoint = Service.Add(tenant + "keys", TenantId.Parse(tenant)).Endpoint,
            };
        }

        LandingAccount = Service.Add("landing", owner: null);
        var landing = new LandingOptions { BlobServiceUri = LandingAccount.Endpoint };
        foreach (var range in allowedIpRanges)
        {
            landing.AllowedIpRanges.Add(range);
        }

        Access = new AzureStorageAccess(
            x => new NamedCredential(x), Options.Create(tenancy), Options.Create(landing), clock, new TenantGate(clock), ClientOptions);
    }

    public FakeStorageService Service { get; }

    public FakeBlobAccount LandingAccount { get; }

    public AzureStorageAccess Access { get; }

    /// <summary>How long a client waits for an answer before it asks again. Default: longer than any answer takes on a busy
    /// machine.</summary>
    public TimeSpan Silence { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>A client that has nothing but a URL.</summary>
    public HttpClient Recorder => transport;

    public TenantStore Store(string tenant) =>
        new TenantStoreFactory(Access, FixedIntegrityKey.Instance).Open(new TenantScope(TenantId.Parse(tenant), TenantId.Parse(tenant)));

    public void Dispose()
    {
        Access.Dispose();
        transport.Dispose();
        Service.Dispose();
    }

    /// <summary>The SDK's retries as they are, but for their patience.</summary>
    BlobClientOptions ClientOptions() => new()
    {
        Transport = new HttpClientTransport(transport),
        Retry =
        {
            Delay = TimeSpan.FromMilliseconds(1),
            MaxDelay = TimeSpan.FromMilliseconds(5),
            NetworkTimeout = Silence,
        },
    };

    /// <summary>A managed identity whose token says only whose it is.</summary>
    sealed class NamedCredential(TenantId identity) : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Assert.Equal(["https://storage.azure.com/.default"], requestContext.Scopes);
            return new(identity.ToString(), DateTimeOffset.MaxValue);
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }
}
