using Compliance.Access;
using Compliance.Audit;
using Compliance.Calls;
using Compliance.Consents;
using Compliance.Exchange;
using Compliance.Fsck;
using Compliance.Functions.Fsck;
using Compliance.Functions.Access;
using Compliance.Functions.Auditing;
using Compliance.Functions.Exchange;
using Compliance.Functions.Faults;
using Compliance.Functions.Health;
using Compliance.Functions.Http;
using Compliance.Functions.Recordings.Speech;
using Compliance.Functions.SubjectRequests.Mail;
using Compliance.Functions.TaskHub;
using Compliance.Keys;
using Compliance.Matters;
using Compliance.Operations;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.SubjectRequests;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Compliance.Functions;

/// <summary>All services, options and middleware of the application, for any host.</summary>
public static partial class ComplianceRegistration
{
    /// <summary>
    /// The host adds what depends on the platform: <see cref="StorageAccess"/>, <see cref="ITenantVaultProvider"/>,
    /// <see cref="ITenantBus"/>, <see cref="SpeechAccess"/>.
    /// </summary>
    public static IFunctionsWorkerApplicationBuilder AddCompliance(
        this IFunctionsWorkerApplicationBuilder builder, IConfiguration configuration)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddHttpLimits(configuration);
        builder.Services.AddPublicPages(configuration);
        builder.Services.AddMail(configuration);
        FaultExecutor.AddTo(builder.Services);
        builder.Services.AddComplianceAccess(configuration);
        AddKeysAndAudit(builder.Services);
        AddRotation(builder.Services, configuration);
        AddNotices(builder.Services);
        AddConsents(builder.Services);
        AddRecordings(builder.Services);
        AddRescan(builder.Services, configuration);
        AddReindex(builder.Services, configuration);
        AddExchange(builder.Services);
        AddCalls(builder.Services);
        AddRecipients(builder.Services);
        AddCallbacks(builder.Services, configuration);
        AddRights(builder.Services);
        AddErasure(builder.Services);
        AddPackages(builder.Services);
        AddMatters(builder.Services);
        AddLeavers(builder.Services);
        AddRetention(builder.Services);
        AddChecks(builder.Services);
        AddTaskHub(builder.Services, configuration);
        return builder.UseComplianceAccess();
    }

    static void AddKeysAndAudit(IServiceCollection services)
    {
        services.TryAddSingleton<TenantStoreFactory>();
        services.TryAddSingleton<TenantGate>();
        services.TryAddSingleton<KeyBackupStore>();
        services.TryAddSingleton<KeyRingBackup>();
        services.TryAddSingleton<KeyBackupReader>();
        services.TryAddSingleton<KeyRingRestore>();
        services.AddHealthChecks()
            .AddCheck<BackupHealth>("backups")
            .AddCheck<DocumentHealth>("documents")
            .AddCheck<StoreCheckHealth>("stores")
            .AddCheck<WitnessHealth>("witnesses");
        services.TryAddSingleton<CheckedStores>();
        services.TryAddSingleton<RejectedDocuments>();
        services.TryAddSingleton<IDocumentAuthenticator, IntegrityKeys>();
        services.TryAddSingleton(provider => new UnwrappedKeyCache(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<TenantSecrets>();
        services.TryAddSingleton<KeyRing>();
        services.TryAddSingleton<SealedCallIds>();
        services.TryAddSingleton<RecordingCallIds>();
        services.TryAddSingleton<IAuditLog, BlobAuditLog>();
        services.TryAddSingleton<ReadAudit>();
        services.TryAddSingleton<SearchAudit>();
        services.TryAddSingleton<AuditReader>();
        services.TryAddSingleton<CheckpointSigner>();
        services.TryAddSingleton<CheckpointStore>();
        services.TryAddSingleton<Checkpointer>();
        services.TryAddSingleton<TransparencyLog>();
        services.TryAddSingleton<CheckpointAges>();
        services.TryAddSingleton<WitnessClient>();
        services.TryAddSingleton<Witnessing>();
        services.TryAddSingleton<IWitnessPost, WitnessPost>();
        services.TryAddSingleton<WitnessHealth>();
        services.TryAddSingleton<Pseudonyms>();
        services.TryAddSingleton<IPrincipalPseudonyms>(x => x.GetRequiredService<Pseudonyms>());
    }

    static void AddRotation(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<KeyRotationOptions>()
            .Bind(configuration.GetSection(KeyRotationOptions.Section))
            .Validate(
                x => x.IsValid(),
                "KeyRotation: VaultCallsPerTenSeconds must be positive, and VaultShare above 0 and at most 1.")
            .ValidateOnStart();
        services.TryAddSingleton<KeyVaultThrottle>();
        services.TryAddSingleton<RotationStore>();
        services.TryAddSingleton<RotationAudit>();
        services.TryAddSingleton<RotationReading>();
        services.TryAddSingleton<KeyRotation>();
    }

    /// <summary>The host adds <see cref="SpeechAccess"/>, and <see cref="ILocalSpeech"/> if it has one.</summary>
    static void AddSpeech(IServiceCollection services)
    {
        services.AddHttpClient(SpeechEngines.Client, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
            .RemoveAllLoggers();
        services.TryAddSingleton<SpeechEngines>();
        services.TryAddSingleton<ISpeechEngines>(provider => provider.GetRequiredService<SpeechEngines>());
        services.AddHealthChecks().AddCheck<SpeechHealth>("speech", HealthStatus.Degraded);
    }

    static void AddRecordings(IServiceCollection services)
    {
        AddSpeech(services);
        services.TryAddSingleton<RecordingStateStore>();
        services.TryAddSingleton<RecordingOutbox>();
        services.TryAddSingleton<RecordingAudit>();
        services.TryAddSingleton<ManifestReader>();
        services.TryAddSingleton<RecordingIndex>();
        services.TryAddSingleton<IndexSecretReader>();
        services.TryAddSingleton<CallMap>();
        services.TryAddSingleton<UploadUrls>();
        services.TryAddSingleton<RecordingClaims>();
        services.TryAddSingleton<NewRecordings>();
        services.TryAddSingleton<RepeatedTickets>();
        services.TryAddSingleton<UploadTicketIssuer>();
        services.TryAddSingleton<LateFileTicketIssuer>();
        services.TryAddSingleton<AbandonedTickets>();
        services.TryAddSingleton<UploadWatcher>();
        services.TryAddSingleton<InboxSweep>();
        services.TryAddSingleton<WaitingRecordings>();
        services.TryAddSingleton<Reconciliation>();
        services.TryAddSingleton<SealingSourceReader>();
        services.TryAddSingleton<RecordedCalls>();
        services.TryAddSingleton<LatePauseResealing>();
        services.TryAddSingleton<PauseProposalStore>();
        services.TryAddSingleton<PauseProposals>();
        services.TryAddSingleton<Reexamination>();
        services.TryAddSingleton<SealingRun>();
        services.TryAddSingleton<GateRun>();
        services.TryAddSingleton<SealCommit>();
        services.TryAddSingleton<SealingEpilogue>();
        services.TryAddSingleton<RecordingSealing>();
        services.TryAddSingleton<RecordingSettlement>();
        services.TryAddSingleton<RecordingChange>();
        services.TryAddSingleton<RecordingReader>();
        services.TryAddSingleton<ContentReads>();
        services.TryAddSingleton<RecordingFinder>();
        services.TryAddSingleton<PciReporter>();
        services.TryAddSingleton<PciReportReader>();
        services.TryAddSingleton<MetadataCorrector>();
        services.TryAddSingleton<CorrectionReader>();
        services.TryAddSingleton<RecordingCorrector>();
        services.TryAddSingleton<ErasedMetadata>();
        services.TryAddSingleton<PartyEraser>();
        services.TryAddSingleton<QuarantineDecider>();
        services.TryAddSingleton<RecordingHolds>();
        services.TryAddSingleton<RecordingRestrictions>();
        services.TryAddSingleton<RecordingPurposes>();
        services.TryAddSingleton<AutomatedDecisionStops>();
        services.TryAddSingleton<ContentPurposes>();
    }

    static void AddRescan(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<PciRescanOptions>()
            .Bind(configuration.GetSection(PciRescanOptions.Section))
            .Validate(x => x.IsValid(), "PciRescan: PerSecond must be positive, and AtOnce 1 to 64.")
            .ValidateOnStart();
        services.TryAddSingleton<MetadataRescan>();
        services.TryAddSingleton<RecordingRescan>();
        services.TryAddSingleton<PciRescanStore>();
        services.TryAddSingleton<PciRescanAudit>();
        services.TryAddSingleton<PciRescan>();
        services.TryAddSingleton<PciFindReader>();
    }

    static void AddReindex(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ReindexOptions>()
            .Bind(configuration.GetSection(ReindexOptions.Section))
            .Validate(x => x.IsValid(), "Reindex: PerSecond must be positive, and AtOnce 1 to 64.")
            .ValidateOnStart();
        services.TryAddSingleton<ReindexStore>();
        services.TryAddSingleton<RecordingReindex>();
        services.TryAddSingleton<IdentityReindex>();
    }

    /// <summary>The checks of <c>fsck</c>, in order.</summary>
    static void AddChecks(IServiceCollection services) => services.TryAddEnumerable(
    [
        ServiceDescriptor.Singleton<IFsckCheck, LogCheck>(),
        ServiceDescriptor.Singleton<IFsckCheck, KeyRingCheck>(),
        ServiceDescriptor.Singleton<IFsckCheck, DocumentCheck>(),
        ServiceDescriptor.Singleton<IFsckCheck, RecordingCheck>(),
        ServiceDescriptor.Singleton<IFsckCheck, IndexCheck>(),
        ServiceDescriptor.Singleton<IFsckCheck, ConsentCheck>(),
        ServiceDescriptor.Singleton<IFsckCheck, StateSequenceCheck>(),
        ServiceDescriptor.Singleton<IFsckCheck, HoldMatterCheck>(),
        ServiceDescriptor.Singleton<IFsckCheck, ErasureCheck>(),
        ServiceDescriptor.Singleton<IFsckCheck, KeyBackupCheck>(),
        ServiceDescriptor.Singleton<IFsckCheck, CertificateCheck>(),
    ]);

    static void AddCalls(IServiceCollection services)
    {
        services.TryAddSingleton<LiveCallStore>();
        services.TryAddSingleton<CallKeys>();
        services.TryAddSingleton<CallClaims>();
        services.TryAddSingleton<RecorderAckTokens>();
        services.TryAddSingleton<RecorderCommands>();
        services.TryAddSingleton<RecorderStops>();
        services.TryAddSingleton<RecorderAnswerHandler>();
        services.TryAddSingleton<CallControl>();
        services.TryAddSingleton<CallWatch>();
        services.TryAddSingleton<UnclaimedCalls>();
        services.TryAddSingleton<LiveWindowReader>();
        services.AddSingleton<IClaimSource>(x => x.GetRequiredService<CallClaims>());
        services.AddSingleton<IAcknowledgementHandler>(x => x.GetRequiredService<RecorderAnswerHandler>());
    }

    static void AddExchange(IServiceCollection services)
    {
        services.TryAddSingleton<ClaimStore>();
        services.TryAddSingleton<ClaimRedeemer>();
        services.TryAddSingleton<AckTokens>();
        services.TryAddSingleton<Acknowledgements>();
        services.TryAddSingleton<ITenantMessages, BusMessages>();
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
