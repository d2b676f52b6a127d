using Compliance.Access;
using Compliance.Audit;
using Compliance.Audit.Transparency;
using Compliance.Calls;
using Compliance.Calls.Recorders;
using Compliance.Calls.State;
using Compliance.Exchange;
using Compliance.Fsck;
using Compliance.Functions.Access;
using Compliance.Functions.Auditing;
using Compliance.Functions.Exchange;
using Compliance.Functions.Faults;
using Compliance.Functions.Health;
using Compliance.Functions.Http;
using Compliance.Functions.Rights.Callbacks;
using Compliance.Functions.TaskHub;
using Compliance.Keys;
using Compliance.Keys.Backup;
using Compliance.Keys.Rotation;
using Compliance.Recordings;
using Compliance.Recordings.Arrival;
using Compliance.Recordings.Decisions;
using Compliance.Recordings.Indexing;
using Compliance.Recordings.Issue;
using Compliance.Recordings.Metadata;
using Compliance.Recordings.Pipeline;
using Compliance.Recordings.Reading;
using Compliance.Recordings.Reporting;
using Compliance.Recordings.Safeguards;
using Compliance.Recordings.Search;
using Compliance.Recordings.State;
using Compliance.Rights.Answers;
using Compliance.Rights.Callbacks;
using Compliance.Rights.Certificates;
using Compliance.Rights.Erasure;
using Compliance.Rights.Export.Packages;
using Compliance.Rights.Export.Review;
using Compliance.Rights.Reading;
using Compliance.Rights.Recipients;
using Compliance.Rights.Requests;
using Compliance.Rights.Run;
using Compliance.Rights.Subjects;
using Compliance.Tenancy;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Compliance.Functions;

/// <summary>All services, options and middleware of the application, for whatever host runs it.</summary>
public static class ComplianceRegistration
{
    /// <summary>
    /// The host adds what differs by place: <see cref="StorageAccess"/>, <see cref="ITenantVaults"/>, <see cref="ITenantBus"/>.
    /// </summary>
    public static IFunctionsWorkerApplicationBuilder AddCompliance(this IFunctionsWorkerApplicationBuilder builder, IConfiguration configuration)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.Configure<KestrelServerOptions>(x => x.Limits.MaxRequestBodySize = RequestBodies.Largest);
        FaultExecutor.AddTo(builder.Services);
        builder.Services.AddComplianceAccess(configuration);
        AddKeysAndAudit(builder.Services);
        AddRotation(builder.Services, configuration);
        AddRecordings(builder.Services);
        AddExchange(builder.Services);
        AddCalls(builder.Services);
        AddRecipients(builder.Services);
        AddCallbacks(builder.Services, configuration);
        AddRights(builder.Services);
        AddErasure(builder.Services);
        AddPackages(builder.Services);
        AddChecks(builder.Services);
        AddTaskHub(builder.Services, configuration);
        return builder.UseComplianceAccess();
    }

    static void AddKeysAndAudit(IServiceCollection services)
    {
        services.TryAddSingleton<TenantStores>();
        services.TryAddSingleton<TenantGate>();
        services.TryAddSingleton<KeyBackups>();
        services.TryAddSingleton<KeyRingBackup>();
        services.TryAddSingleton<KeyBackupReader>();
        services.TryAddSingleton<KeyRingRestore>();
        services.AddHealthChecks().AddCheck<BackupHealth>("backups");
        services.TryAddSingleton(provider => new UnwrappedKeyCache(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<TenantSecrets>();
        services.TryAddSingleton<KeyRing>();
        services.TryAddSingleton<SealedCallIds>();
        services.TryAddSingleton<IAuditLog, BlobAuditLog>();
        services.TryAddSingleton<ReadAudit>();
        services.TryAddSingleton<AuditReader>();
        services.TryAddSingleton<CheckpointSigner>();
        services.TryAddSingleton<CheckpointStore>();
        services.TryAddSingleton<Checkpointer>();
        services.TryAddSingleton<TransparencyLog>();
        services.TryAddSingleton<CheckpointAges>();
        services.TryAddSingleton<IPrincipalPseudonyms, Pseudonyms>();
    }

    static void AddRotation(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<KeyRotationOptions>()
            .Bind(configuration.GetSection(KeyRotationOptions.Section))
            .Validate(
                x => x.IsValid(),
                "KeyRotation: VaultCallsPerTenSeconds must be positive, and VaultShare above 0 and at most 1.")
            .ValidateOnStart();
        services.TryAddSingleton<VaultPace>();
        services.TryAddSingleton<RotationStore>();
        services.TryAddSingleton<RotationAudit>();
        services.TryAddSingleton<RotationReading>();
        services.TryAddSingleton<KeyRotation>();
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
        services.TryAddSingleton<ContentReads>();
        services.TryAddSingleton<RecordingFinder>();
        services.TryAddSingleton<PciReporter>();
        services.TryAddSingleton<MetadataCorrections>();
        services.TryAddSingleton<QuarantineDecisions>();
        services.TryAddSingleton<SafeguardChange>();
        services.TryAddSingleton<RecordingHolds>();
        services.TryAddSingleton<RecordingRestrictions>();
    }

    static void AddErasure(IServiceCollection services)
    {
        services.TryAddSingleton<SubjectFinder>();
        services.TryAddSingleton<SubjectRequestIndex>();
        services.TryAddSingleton<ISubjectRequests>(provider => provider.GetRequiredService<SubjectRequestIndex>());
        services.TryAddSingleton<BlobRemoval>();
        services.TryAddSingleton<Tombstones>();
        services.TryAddSingleton<ErasureLedger>();
        services.TryAddSingleton<RecordingRemnants>();
        services.TryAddSingleton<ErasureClosing>();
        services.TryAddSingleton<RecordingErasure>();
        services.TryAddSingleton<ErasureVerification>();
        services.TryAddSingleton<ErasureSweep>();
        services.TryAddSingleton<ErasedSet>();
        services.TryAddSingleton<TenantRestore>();
        services.TryAddSingleton<HostedKeyRestore>();
    }

    static void AddPackages(IServiceCollection services)
    {
        services.TryAddSingleton<PackageStore>();
        services.TryAddSingleton<PackageFiles>();
        services.TryAddSingleton<PackageSegments>();
        services.TryAddSingleton<PackageRemoval>();
        services.TryAddSingleton<PackageAssembly>();
        services.TryAddSingleton<PackageReader>();
        services.TryAddSingleton<PackageRedactions>();
        services.TryAddSingleton<RedactionRules>();
        services.TryAddSingleton<PackageMoves>();
        services.TryAddSingleton<PackageReview>();
    }

    /// <summary>What <c>fsck</c> verifies, in this order.</summary>
    static void AddChecks(IServiceCollection services) => services.TryAddEnumerable(
    [
        ServiceDescriptor.Singleton<IFsckCheck, LogCheck>(),
        ServiceDescriptor.Singleton<IFsckCheck, KeyRingCheck>(),
        ServiceDescriptor.Singleton<IFsckCheck, RecordingCheck>(),
        ServiceDescriptor.Singleton<IFsckCheck, CertificateCheck>(),
    ]);

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
        services.AddSingleton<IClaimSource>(x => x.GetRequiredService<CallClaims>());
        services.AddSingleton<IAckTaker>(x => x.GetRequiredService<RecorderAnswers>());
    }

    static void AddExchange(IServiceCollection services)
    {
        services.TryAddSingleton<ClaimStore>();
        services.TryAddSingleton<ClaimDesk>();
        services.TryAddSingleton<AckTokens>();
        services.TryAddSingleton<Acknowledgements>();
        services.TryAddSingleton<ITenantMessages, BusMessages>();
    }

    static void AddCallbacks(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<CallbackOptions>().Bind(configuration.GetSection(CallbackOptions.Section));
        services.TryAddSingleton<CallbackWorkStore>();
        services.TryAddSingleton<ICallbackSender, CallbackSender>();
        services.TryAddSingleton<RequestCallbacks>();
    }

    static void AddRecipients(IServiceCollection services)
    {
        services.TryAddSingleton<RequestKeys>();
        services.TryAddSingleton<RequestTexts>();
        services.TryAddSingleton<RequestLedger>();
        services.TryAddSingleton<NoticeStore>();
        services.TryAddSingleton<RecipientAckTokens>();
        services.TryAddSingleton<NoticeMessages>();
        services.TryAddSingleton<RecipientNotices>();
        services.TryAddSingleton<RecipientClaims>();
        services.TryAddSingleton<RecipientAnswers>();
        services.TryAddSingleton<RecipientWatch>();
        services.AddSingleton<IClaimSource>(x => x.GetRequiredService<RecipientClaims>());
        services.AddSingleton<IAckTaker>(x => x.GetRequiredService<RecipientAnswers>());
    }

    static void AddRights(IServiceCollection services)
    {
        services.TryAddSingleton<RequestRegister>();
        services.TryAddSingleton<RequestReferences>();
        services.TryAddSingleton<RequestAudit>();
        services.TryAddSingleton<RequestDesk>();
        services.TryAddSingleton<RestrictionLifting>();
        services.TryAddSingleton<RequestMover>();
        services.TryAddSingleton<RequestMoves>();
        services.TryAddSingleton<RequestPreviews>();
        services.TryAddSingleton<RunPages>();
        services.TryAddSingleton<RequestReminders>();
        services.TryAddSingleton<RequestRun>();
        services.TryAddSingleton<RequestPlanning>();
        services.TryAddSingleton<RequestActs>();
        services.TryAddSingleton<ExportOrders>();
        services.TryAddSingleton<RequestNotices>();
        services.TryAddSingleton<RequestCertification>();
        services.TryAddSingleton<RequestLetters>();
        services.TryAddSingleton<RequestReading>();
    }

    static void AddTaskHub(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<TaskHubOptions>()
            .Bind(configuration.GetSection(TaskHubOptions.Section))
            .Validate(x => x.IsValid(), "Compliance:TaskHub: KeepDays must be 1 to 3650, and MostPerRun positive.")
            .ValidateOnStart();
        services.TryAddSingleton<TaskHubPurge>();
    }
}
