using Compliance.Access;
using Compliance.Functions.Exchange;
using Compliance.Functions.Health;
using Compliance.Functions.Keys;
using Compliance.Functions.Recordings.Speech;
using Compliance.Functions.SubjectRequests.Callbacks;
using Compliance.Sealing;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Platform;

/// <summary>What differs between Azure and one machine: each tenant's storage, vault and topics, with its own managed identity.</summary>
public static class AzureRegistration
{
    public static IFunctionsWorkerApplicationBuilder AddAzure(this IFunctionsWorkerApplicationBuilder builder, IConfiguration configuration)
    {
        builder.Services.AddOptions<LandingOptions>()
            .Bind(configuration.GetSection(LandingOptions.Section))
            .Validate(x => x.BlobServiceUri is not null, "Landing:BlobServiceUri is required: the blob endpoint of the landing account.")
            .Validate(x => x.AreRangesValid(), "Landing:AllowedIpRanges: must contain only IPv4 addresses or CIDR ranges.")
            .ValidateOnStart();
        builder.Services.AddOptions<BusOptions>()
            .Bind(configuration.GetSection(BusOptions.Section))
            .Validate(x => !string.IsNullOrEmpty(x.FullyQualifiedNamespace), "Bus:FullyQualifiedNamespace is required: the host name of the Service Bus namespace.")
            .ValidateOnStart();
        RefuseOneMachine(builder.Services);
        builder.Services.AddSingleton<TenantCredentials>();
        builder.Services.AddSingleton<ITenantBus>(provider => new AzureTenantBus(
            provider.GetRequiredService<IOptions<BusOptions>>().Value.FullyQualifiedNamespace,
            provider.GetRequiredService<TenantCredentials>().Of));
        builder.Services.AddSingleton<StorageAccess>(provider => new AzureStorageAccess(
            provider.GetRequiredService<TenantCredentials>().Of,
            provider.GetRequiredService<IOptions<TenancyOptions>>(),
            provider.GetRequiredService<IOptions<LandingOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<TenantGate>()));
        builder.Services.AddSingleton<ITenantVaultProvider>(provider => new KeyVaultTenantVaultProvider(
            provider.GetRequiredService<IOptions<TenancyOptions>>(),
            provider.GetRequiredService<StorageAccess>(),
            provider.GetRequiredService<TenantCredentials>().Of,
            provider.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton(provider => new SpeechAccess(
            provider.GetRequiredService<TenantCredentials>().Of, AllowLoopback: false));
        builder.Services.AddHealthChecks().AddCheck<BusHealth>("bus").AddCheck<UploadHealth>("uploads");
        builder.Services.AddTelemetry(configuration);
        return builder;
    }

    static void RefuseOneMachine(IServiceCollection services)
    {
        var switches = new OneMachineSwitches();
        services.AddSingleton<IValidateOptions<AccessOptions>>(switches);
        services.AddSingleton<IValidateOptions<LandingOptions>>(switches);
        services.AddSingleton<IValidateOptions<CallbackOptions>>(switches);
        services.AddSingleton<IValidateOptions<TenancyOptions>>(switches);
        services.AddOptions<CallbackOptions>().ValidateOnStart();
    }
}
