using Azure.Messaging.ServiceBus;
using Compliance.Functions.Keys;
using Compliance.Keys;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Platform;

/// <summary>What differs on Azure from one machine: storage by managed identity, Key Vault.</summary>
public static class AzureRegistration
{
    public static IFunctionsWorkerApplicationBuilder AddAzure(this IFunctionsWorkerApplicationBuilder builder, IConfiguration configuration)
    {
        builder.Services.AddOptions<LandingOptions>()
            .Bind(configuration.GetSection(LandingOptions.Section))
            .Validate(x => x.BlobServiceUri is not null, "Landing:BlobServiceUri is required: the blob endpoint of the landing account.")
            .ValidateOnStart();
        builder.Services.AddOptions<BusOptions>()
            .Bind(configuration.GetSection(BusOptions.Section))
            .Validate(x => x.FullyQualifiedNamespace.Length > 0, "Bus:FullyQualifiedNamespace is required: the host name of the Service Bus namespace.")
            .ValidateOnStart();
        builder.Services.AddSingleton<TenantCredentials>();
        builder.Services.AddSingleton<ServiceBusClient>(provider => new TenantBusClient(
            provider.GetRequiredService<IOptions<BusOptions>>().Value.FullyQualifiedNamespace,
            provider.GetRequiredService<TenantCredentials>().Of));
        builder.Services.AddSingleton<StorageAccess, AzureStorageAccess>();
        builder.Services.AddSingleton<ITenantVaults>(provider => new KeyVaultTenantVaults(
            provider.GetRequiredService<IOptions<TenancyOptions>>(),
            provider.GetRequiredService<TenantStores>(),
            provider.GetRequiredService<TenantCredentials>().Of,
            provider.GetRequiredService<TimeProvider>()));
        return builder;
    }
}
