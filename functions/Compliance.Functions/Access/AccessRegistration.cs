using Compliance.Access;
using Compliance.Functions.Health;
using Compliance.Functions.Http;
using Compliance.Settings;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Compliance.Functions.Access;

/// <summary>Registers access control, problems, settings and health as one part of the application.</summary>
public static class AccessRegistration
{
    const string MetadataClient = "Compliance.Access.Metadata";

    /// <summary>
    /// Registers the services. They require <see cref="TenantStoreFactory"/>, <c>IAuditLog</c>, <see cref="IPrincipalPseudonyms"/>,
    /// <c>ITenantVaults</c> and <see cref="TimeProvider"/> from elsewhere.
    /// </summary>
    public static IServiceCollection AddComplianceAccess(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<TenancyOptions>().Configure(x => configuration.GetSection(TenancyOptions.Section).Bind(x.Tenants));
        services.AddOptions<AccessOptions>().Bind(configuration.GetSection(AccessOptions.Section)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AccessOptions>, AccessOptionsValidator>());

        services.AddHttpClient(MetadataClient);
        services.TryAddSingleton<BaseConfigurationManager>(PublishedKeys);
        services.TryAddSingleton(_ => AccessRuleTable.Of(typeof(AccessRegistration).Assembly));
        services.TryAddSingleton<TokenValidator>();
        services.TryAddSingleton<RoleDerivation>();
        services.TryAddSingleton<RefusalBudget>();
        services.TryAddSingleton<RefusalAudit>();
        services.TryAddSingleton<RolesSeen>();
        services.TryAddSingleton<TenantSettingsStore>();
        services.TryAddSingleton<SettingsProposals>();
        services.TryAddSingleton<SettingsHistory>();

        services.AddHealthChecks().AddCheck<StorageHealth>("storage").AddCheck<VaultHealth>("vault");
        services.TryAddSingleton<HealthReader>();
        services.AddHostedService<AccessStart>();
        services.AddHostedService<RefusalSummaries>();
        return services;
    }

    /// <summary>Adds the middleware, outermost first. Call it before other middleware of the application is added.</summary>
    public static IFunctionsWorkerApplicationBuilder UseComplianceAccess(this IFunctionsWorkerApplicationBuilder builder) =>
        builder.UseMiddleware<ProblemMiddleware>().UseMiddleware<AccessMiddleware>().UseMiddleware<QueryMiddleware>();

    static ConfigurationManager<OpenIdConnectConfiguration> PublishedKeys(IServiceProvider services)
    {
        var address = services.GetRequiredService<IOptions<AccessOptions>>().Value.MetadataAddress;
        var client = services.GetRequiredService<IHttpClientFactory>().CreateClient(MetadataClient);
        return new ConfigurationManager<OpenIdConnectConfiguration>(
            address.AbsoluteUri, new OpenIdConnectConfigurationRetriever(), new HttpDocumentRetriever(client));
    }

    /// <summary>Reads the rules at start-up: a function without a rule prevents the application from starting.</summary>
    sealed class AccessStart(AccessRuleTable rules) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => rules.All.Count > 0
            ? Task.CompletedTask
            : throw new InvalidOperationException("The application has no HTTP function.");

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
