using Compliance.Consents;
using Compliance.Exchange;
using Compliance.Functions.SubjectRequests;
using Compliance.Functions.SubjectRequests.Callbacks;
using Compliance.Keys;
using Compliance.Leavers;
using Compliance.Matters;
using Compliance.Notices;
using Compliance.Operations;
using Compliance.Recordings;
using Compliance.Retention;
using Compliance.SubjectRequests;
using Compliance.Tenancy;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Compliance.Functions;

/// <summary>Rights, what they need, and what ends by itself.</summary>
public static partial class ComplianceRegistration
{
    static void AddErasure(IServiceCollection services)
    {
        services.TryAddSingleton<SubjectFinder>();
        services.TryAddSingleton<SubjectRequestIndex>();
        services.TryAddSingleton<ISubjectRequests>(provider => provider.GetRequiredService<SubjectRequestIndex>());
        services.TryAddSingleton<BlobRemoval>();
        services.TryAddSingleton<TombstoneStore>();
        services.TryAddSingleton<ErasureLedger>();
        services.TryAddSingleton<RecordingBlobRemoval>();
        services.TryAddSingleton<RecordingRemnants>();
        services.TryAddSingleton<ErasureCompletion>();
        services.TryAddSingleton<ErasureOpening>();
        services.TryAddSingleton<RecordingDestruction>();
        services.TryAddSingleton<RecordingErasure>();
        services.TryAddSingleton<ErasureRecheck>();
        services.TryAddSingleton<ErasureVerification>();
        services.TryAddSingleton<ErasureSweep>();
        services.TryAddSingleton<ErasedSet>();
        services.TryAddSingleton<LostRecordings>();
        services.TryAddSingleton<LostPackages>();
        services.TryAddSingleton<WitnessedRestore>();
        services.TryAddSingleton<TenantRestore>();
        services.TryAddSingleton<HostedKeyRestore>();
    }

    static void AddPackages(IServiceCollection services)
    {
        services.TryAddSingleton<PackageStore>();
        services.TryAddSingleton<PackageFileWriter>();
        services.TryAddSingleton<PackageSegments>();
        services.TryAddSingleton<PackageRemoval>();
        services.TryAddSingleton<PackageCollection>();
        services.TryAddSingleton<PackageErasureCheck>();
        services.TryAddSingleton<ReportedDisclosureReader>();
        services.TryAddSingleton<PackageAssembly>();
        services.TryAddSingleton<PackageRepacking>();
        services.TryAddSingleton<PackageReader>();
        services.TryAddSingleton<PackageRedactionStore>();
        services.TryAddSingleton<RedactionRules>();
        services.TryAddSingleton<PackageMoves>();
        services.TryAddSingleton<PackageReview>();
    }

    static void AddMatters(IServiceCollection services)
    {
        services.TryAddSingleton<StandingRequests>();
        services.TryAddSingleton<IStandingRequests, StandingMatters>();
        services.TryAddSingleton<HoldMatterStore>();
        services.TryAddSingleton<HoldMatterAudit>();
        services.TryAddSingleton<HoldMatterSearch>();
        services.TryAddSingleton<HoldMatters>();
        services.TryAddSingleton<HoldMatterWork>();
        services.TryAddSingleton<HoldMatterReader>();
        services.TryAddSingleton<HoldMatterReviews>();
        services.TryAddSingleton<WaitingErasures>();
    }

    static void AddLeavers(IServiceCollection services)
    {
        services.TryAddSingleton<LeaverStore>();
        services.TryAddSingleton<LeaverDesk>();
        services.TryAddSingleton<LeaverBulk>();
        services.TryAddSingleton<LeaverReader>();
        services.TryAddSingleton<LeaverCalls>();
        services.TryAddSingleton<LeaverRule>();
        services.TryAddSingleton<HeldLeavers>();
    }

    static void AddRetention(IServiceCollection services)
    {
        services.TryAddSingleton<RetentionRunStore>();
        services.TryAddSingleton<DueRecordings>();
        services.TryAddSingleton<RetentionGuard>();
        services.TryAddSingleton<RetentionPreviewer>();
        services.TryAddSingleton<RetentionRuleDesk>();
        services.TryAddSingleton<MediumRemoval>();
        services.TryAddSingleton<QuarterStore>();
        services.TryAddSingleton<QuarterLook>();
        services.TryAddSingleton<QuarterComparison>();
        services.TryAddSingleton<QuarterReports>();
        services.TryAddSingleton<PrincipalSightingStore>();
        services.TryAddSingleton<PrincipalRetention>();
        services.TryAddSingleton<RetentionDeletion>();
        services.TryAddSingleton<RetentionReport>();
    }

    static void AddNotices(IServiceCollection services)
    {
        services.TryAddSingleton<NoticeVersionStore>();
        services.TryAddSingleton<NoticeOutbox>();
        services.TryAddSingleton<NoticeAudit>();
        services.TryAddSingleton<NoticeChange>();
        services.TryAddSingleton<NoticeRegister>();
        services.TryAddSingleton<UnnoticedRecordings>();
    }

    static void AddConsents(IServiceCollection services)
    {
        services.TryAddSingleton<ConsentStore>();
        services.TryAddSingleton<ConsentRegister>();
        services.TryAddSingleton<ConsentViews>();
        services.TryAddSingleton<ConsentImport>();
        services.TryAddSingleton<ConsentReceipts>();
        services.TryAddSingleton<ConsentReporter>();
        services.TryAddSingleton<ConsentEvidence>();
        services.TryAddSingleton<ConsentSamples>();
        services.TryAddSingleton<PersonConsents>();
        services.TryAddSingleton<IConsentRecords>(x => x.GetRequiredService<PersonConsents>());
        services.TryAddSingleton<RequiredConsents>();
        services.TryAddSingleton<ConsentCalls>();
        services.TryAddSingleton<ConsentWithdrawals>();
        services.TryAddSingleton<ConsentEffects>();
        services.TryAddSingleton<ConsentExpiry>();
        services.TryAddSingleton<RefusalStore>();
        services.TryAddSingleton<RefusedRecordings>();
        services.TryAddSingleton<ITicketConsents, TicketConsents>();
    }

    static void AddCallbacks(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<CallbackOptions>().Bind(configuration.GetSection(CallbackOptions.Section));
        services.TryAddSingleton<ForEachTenant>();
        services.TryAddSingleton<CallbackWorkStore>();
        services.TryAddSingleton<ITransferSender, TransferSender>();
        services.TryAddSingleton<PackageTransfer>();
        services.TryAddSingleton<ICallbackSender, CallbackSender>();
        services.TryAddSingleton<SubjectRequestCallbacks>();
    }

    static void AddRecipients(IServiceCollection services)
    {
        services.TryAddSingleton<SubjectRequestKeys>();
        services.TryAddSingleton<SubjectRequestTexts>();
        services.TryAddSingleton<SubjectRequestLedger>();
        services.TryAddSingleton<EndedMedia>();
        services.TryAddSingleton<DisclosureRegister>();
        services.TryAddSingleton<NoticeStore>();
        services.TryAddSingleton<RecipientAckTokens>();
        services.TryAddSingleton<NoticeMessages>();
        services.TryAddSingleton<RecipientNotifier>();
        services.TryAddSingleton<RecipientClaims>();
        services.TryAddSingleton<RecipientAnswers>();
        services.TryAddSingleton<RecipientWatch>();
        services.AddSingleton<IClaimSource>(x => x.GetRequiredService<RecipientClaims>());
        services.AddSingleton<IAcknowledgementHandler>(x => x.GetRequiredService<RecipientAnswers>());
    }

    static void AddRights(IServiceCollection services)
    {
        services.TryAddSingleton<SubjectRequestRegister>();
        services.TryAddSingleton<IOpenRequests, OpenRequests>();
        services.TryAddSingleton<RecordingEffects>();
        services.TryAddSingleton<SubjectRequestReferences>();
        services.TryAddSingleton<AutomatedDecisionStore>();
        services.TryAddSingleton<AutomatedDecisionOutbox>();
        services.TryAddSingleton<AutomatedDecisionAudit>();
        services.TryAddSingleton<AutomatedDecisionChange>();
        services.TryAddSingleton<AutomatedDecisionRegister>();
        services.TryAddSingleton<HumanReviews>();
        services.TryAddSingleton<SubjectRequestFees>();
        services.TryAddSingleton<Mandates>();
        services.TryAddSingleton<SubjectRequestRepeats>();
        services.TryAddSingleton<SubjectRequestOutbox>();
        services.TryAddSingleton<SubjectRequestAudit>();
        services.TryAddSingleton<SubjectRequestIntake>();
        services.TryAddSingleton<RestrictionLifting>();
        services.TryAddSingleton<InterimEffects>();
        services.TryAddSingleton<SubjectRequestChange>();
        services.TryAddSingleton<SubjectRequestActions>();
        services.TryAddSingleton<SubjectRequestRetry>();
        services.TryAddSingleton<SubjectRequestResolution>();
        services.TryAddSingleton<CorrectionsCheck>();
        services.TryAddSingleton<SubjectRequestCorrections>();
        services.TryAddSingleton<CaseAttachments>();
        services.TryAddSingleton<SubjectRequestCasework>();
        services.TryAddSingleton<SubjectRequestPreviewer>();
        services.TryAddSingleton<PlanPageStore>();
        services.TryAddSingleton<SubjectRequestReminders>();
        services.TryAddSingleton<SubjectRequestRun>();
        services.TryAddSingleton<SubjectRequestLook>();
        services.TryAddSingleton<SubjectRequestPlanner>();
        services.TryAddSingleton<PartyErasing>();
        services.TryAddSingleton<VerdictExecutor>();
        services.TryAddSingleton<TransferNaming>();
        services.TryAddSingleton<LetterStanding>();
        services.TryAddSingleton<SubjectRequestExecutor>();
        services.TryAddSingleton<ExportOrderReader>();
        services.TryAddSingleton<SubjectRequestNotices>();
        services.TryAddSingleton<CertificateFacts>();
        services.TryAddSingleton<CertificateLog>();
        services.TryAddSingleton<DestructionProof>();
        services.TryAddSingleton<SubjectRequestCertifier>();
        services.TryAddSingleton<LetterParts>();
        services.TryAddSingleton<SubjectRequestLetters>();
        services.TryAddSingleton<DeliveryStore>();
        services.TryAddSingleton<ComplaintDesk>();
        services.TryAddSingleton<SubjectRequestEnds>();
        services.TryAddSingleton<SubjectRequestEnding>();
        services.TryAddSingleton<DeliveryDispatch>();
        services.TryAddSingleton<DeliveryDesk>();
        services.TryAddSingleton<DeliveryDoor>();
        services.TryAddSingleton<DeliveryHandover>();
        services.AddSingleton<IClaimSource, DeliveryClaims>();
        services.TryAddSingleton<SubjectRequestQueries>();
        services.TryAddSingleton<SubjectRequestLists>();
    }
}
