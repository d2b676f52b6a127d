using Compliance.Access;
using Compliance.Audit;
using Compliance.Calls;
using Compliance.Calls.Recorders;
using Compliance.Calls.State;
using Compliance.Functions.Access;
using Compliance.Functions.Calls;
using Compliance.Keys;
using Compliance.Recordings;
using Compliance.Recordings.Arrival;
using Compliance.Recordings.Decisions;
using Compliance.Recordings.Indexing;
using Compliance.Recordings.Issue;
using Compliance.Recordings.Metadata;
using Compliance.Recordings.Pipeline;
using Compliance.Recordings.Reading;
using Compliance.Recordings.Reporting;
using Compliance.Recordings.Search;
using Compliance.Recordings.State;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Compliance.Functions;

/// <summary>All services, options and middleware of the application, for whatever host runs it.</summary>
public static class ComplianceRegistration
{
    /// <summary>
    /// The host adds what differs by place: <see cref="StorageAccess"/>, <see cref="ITenantVaults"/>, the Service Bus client.
    /// </summary>
    public static IFunctionsWorkerApplicationBuilder AddCompliance(this IFunctionsWorkerApplicationBuilder builder, IConfiguration configuration)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddComplianceAccess(configuration);
        AddKeysAndAudit(builder.Services);
        AddRecordings(builder.Services);
        AddCalls(builder.Services);
        return builder.UseComplianceAccess();
    }

    static void AddKeysAndAudit(IServiceCollection services)
    {
        services.TryAddSingleton<TenantStores>();
        services.TryAddSingleton(provider => new UnwrappedKeyCache(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<TenantSecrets>();
        services.TryAddSingleton<KeyRing>();
        services.TryAddSingleton<IAuditLog, BlobAuditLog>();
        services.TryAddSingleton<ReadAudit>();
        services.TryAddSingleton<IPrincipalPseudonyms, Pseudonyms>();
    }

    static void AddRecordings(IServiceCollection services)
    {
        services.TryAddSingleton<RecordingStateStore>();
        services.TryAddSingleton<PendingWork>();
        services.TryAddSingleton<RecordingAudit>();
        services.TryAddSingleton<RecordingManifests>();
        services.TryAddSingleton<RecordingIndex>();
        services.TryAddSingleton<SealedMetadata>();
        services.TryAddSingleton<IndexSecrets>();
        services.TryAddSingleton<CallMap>();
        services.TryAddSingleton<UploadUrls>();
        services.TryAddSingleton<TicketDesk>();
        services.TryAddSingleton<LateFileDesk>();
        services.TryAddSingleton<UnfinishedTickets>();
        services.TryAddSingleton<Arrivals>();
        services.TryAddSingleton<InboxSweep>();
        services.TryAddSingleton<Reconciliation>();
        services.TryAddSingleton<SealingSources>();
        services.TryAddSingleton<LatePauses>();
        services.TryAddSingleton<SealingRun>();
        services.TryAddSingleton<GateRun>();
        services.TryAddSingleton<FileSealing>();
        services.TryAddSingleton<SealCommit>();
        services.TryAddSingleton<RecordingSettlement>();
        services.TryAddSingleton<RecordingReader>();
        services.TryAddSingleton<RecordingFinder>();
        services.TryAddSingleton<PciReporter>();
        services.TryAddSingleton<MetadataCorrections>();
        services.TryAddSingleton<QuarantineDecisions>();
    }

    static void AddCalls(IServiceCollection services)
    {
        services.TryAddSingleton<LiveCallStore>();
        services.TryAddSingleton<CallKeys>();
        services.TryAddSingleton<CallClaims>();
        services.TryAddSingleton<RecorderAckTokens>();
        services.TryAddSingleton<RecorderCommands>();
        services.TryAddSingleton<RecorderAnswers>();
        services.TryAddSingleton<CallControl>();
        services.TryAddSingleton<CallWatch>();
        services.TryAddSingleton<LiveWindows>();
        services.TryAddSingleton<ICallMessages, BusCallMessages>();
    }
}
