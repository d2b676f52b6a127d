using System.Text.Json;
using Compliance.Access;
using Compliance.Audit;
using Compliance.Functions.Access;
using Compliance.Functions.Health;
using Compliance.Functions.Settings;
using Compliance.Sealing;
using Compliance.Tenancy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Tests.Access;

public sealed class AccessRegistrationTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task AddComplianceAccess_FromConfiguration_RunsTheWholeChain()
    {
        await using var services = await ServicesAsync();
        var cancellationToken = TestContext.Current.CancellationToken;
        await (await azurite.Process).Service("acme").GetBlobContainerClient(ContainerNames.Settings)
            .CreateIfNotExistsAsync(cancellationToken: cancellationToken);

        var read = await CallAsync(services, "ReadSettings", "GET", "acme", null);
        Assert.Equal(200, read.Response.StatusCode);
        Assert.Matches("^\"[0-9]+\"$", read.Response.Headers.ETag.ToString());
        Assert.Equal("GB", read.Body.GetProperty("country").GetString());

        Assert.Equal(428, (await CallAsync(services, "ReplaceSettings", "PUT", "acme", "{}")).Response.StatusCode);
        Assert.Equal(
            412, (await CallAsync(services, "ReplaceSettings", "PUT", "acme", "{\"retentionDays\":77}", "\"-1\"")).Response.StatusCode);
        Assert.Equal(
            400, (await CallAsync(services, "ReplaceSettings", "PUT", "acme", "{\"retentionDays\":\"77\"}", "*")).Response.StatusCode);
        Assert.Equal(403, (await CallAsync(services, "ReplaceSettings", "PUT", "globex", "{}", "*")).Response.StatusCode);
    }

    [Fact]
    public async Task Start_WithoutAudience_Fails()
    {
        await using var services = await ServicesAsync(x => x["Compliance:Access:Audiences:0"] = null);

        Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<AccessOptions>>().Value);
    }

    [Fact]
    public async Task Start_OfTheApplication_ReadsItsRules()
    {
        await using var services = await ServicesAsync();

        Assert.All(services.GetServices<IHostedService>().Where(x => x.GetType().DeclaringType == typeof(AccessRegistration)), x =>
            Assert.True(x.StartAsync(CancellationToken.None).IsCompletedSuccessfully));
    }

    [Theory]
    [InlineData(false, 200, "healthy")]
    [InlineData(true, 503, "unhealthy")]
    public async Task Health_Vault_IsReportedWithoutNamingATenant(bool vaultAway, int status, string word)
    {
        await using var services = await ServicesAsync();
        services.GetRequiredService<Vaults>().Away = vaultAway;
        var cancellationToken = TestContext.Current.CancellationToken;
        var process = await azurite.Process;
        foreach (var (account, container) in new[] { ("landing", "inbox"), ("acme", "state"), ("globex", "state"), ("acmekeys", "keyring"), ("globexkeys", "keyring") })
        {
            await process.Service(account).GetBlobContainerClient(container).CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        }

        var (response, body) = await CallAsync(services, "Health", "GET", null, null);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(word, body.GetProperty("status").GetString());
        Assert.Equal(
            "storage vault", string.Join(' ', body.GetProperty("checks").EnumerateArray().Select(x => x.GetProperty("name").GetString())));
        Assert.DoesNotContain("acme", body.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", body.GetRawText(), StringComparison.Ordinal);
    }

    async Task<ServiceProvider> ServicesAsync(Action<Dictionary<string, string?>>? change = null)
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Compliance:Access:Issuer"] = new TestTokens().Options.Issuer,
            ["Compliance:Access:Audiences:0"] = TestTokens.Audience,
            ["Compliance:Access:StaticKeys"] = TestTokens.StaticKeys(),
            ["Compliance:Tenants:acme:DirectoryId"] = TestTokens.AcmeDirectory,
            ["Compliance:Tenants:globex:DirectoryId"] = TestTokens.GlobexDirectory,
        };
        change?.Invoke(values);
        var process = await azurite.Process;
        var builder = new Builder();
        builder.Services.AddLogging();
        builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(TestTokens.Now));
        builder.Services.AddSingleton(new TenantStoreFactory(new EmulatedAccess(process), FixedIntegrityKey.Instance));
        builder.Services.AddSingleton<IAuditLog>(new RecordedAudit());
        builder.Services.AddSingleton<IPrincipalPseudonyms>(new Subjects());
        builder.Services.AddSingleton<Vaults>();
        builder.Services.AddSingleton<ITenantVaultProvider>(x => x.GetRequiredService<Vaults>());
        builder.Services.AddComplianceAccess(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
        builder.Services.AddTransient<SettingsEndpoints>().AddTransient<HealthEndpoints>();
        builder.UseComplianceAccess();
        builder.Services.AddSingleton(builder);
        return builder.Services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    static async Task<(HttpResponse Response, JsonElement Body)> CallAsync(
        ServiceProvider services, string function, string method, string? tenant, string? body, string? ifMatch = null)
    {
        var http = new DefaultHttpContext();
        http.Request.Method = method;
        http.Request.RouteValues["tenant"] = tenant;
        http.Request.Headers.Authorization = "Bearer " + TestTokens.Sign(x => x["roles"] = "Tenant.Admin");
        http.Request.Headers.IfMatch = ifMatch;
        http.Request.Body = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(body ?? ""));
        var sent = new MemoryStream();
        http.Response.Body = sent;
        await services.GetRequiredService<Builder>().Chain(async context =>
        {
            var answer = function switch
            {
                "ReadSettings" => await services.GetRequiredService<SettingsEndpoints>().Read(http.Request, tenant!, context),
                "ReplaceSettings" => await services.GetRequiredService<SettingsEndpoints>().Replace(http.Request, tenant!, context),
                _ => await services.GetRequiredService<HealthEndpoints>().Read(http.Request, context),
            };
            await answer.ExecuteResultAsync(new ActionContext(http, new RouteData(), new ActionDescriptor()));
        })(new HttpCall(function, http, services));
        return (http.Response, JsonDocument.Parse(sent.ToArray()).RootElement);
    }

    sealed class Builder : IFunctionsWorkerApplicationBuilder
    {
        readonly List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> middleware = [];

        public IServiceCollection Services { get; } = new ServiceCollection();

        public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> next)
        {
            middleware.Add(next);
            return this;
        }

        public FunctionExecutionDelegate Chain(FunctionExecutionDelegate function) =>
            Enumerable.Reverse(middleware).Aggregate(function, (inner, outer) => outer(inner));
    }

    sealed class Subjects : IPrincipalPseudonyms
    {
        public ValueTask<string> OfAsync(TenantScope scope, string subject, string? name, CancellationToken cancellationToken) =>
            new("p-0123456789abcdef0123456789abcdef");
    }

    sealed class Vaults : ITenantVaultProvider, ITenantVault
    {
        public bool Away { get; set; }

        public TimeSpan NoticedWithin => TimeSpan.Zero;

        public ITenantVault Open(TenantScope scope) => this;

        public Task<VaultKeys> PublicKeysAsync(CancellationToken cancellationToken) =>
            Away ? throw new IOException("secret") : Task.FromResult(new VaultKeys([], []));

        public Task<WrappedKey> WrapAsync(KeyBytes key, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<KeyBytes> UnwrapAsync(WrappedKey wrapped, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ContentKey> UnwrapContentKeyAsync(WrappedKey wrapped, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<VaultSignature> SignAsync(ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
