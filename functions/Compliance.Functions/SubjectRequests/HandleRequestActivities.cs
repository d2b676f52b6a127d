using Compliance.SubjectRequests;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Functions.SubjectRequests;

/// <summary>The steps of <see cref="HandleRequestOrchestration"/>.</summary>
public sealed class HandleRequestActivities(
    TenantStoreFactory stores,
    SubjectRequestLook look,
    SubjectRequestRun run,
    SubjectRequestPlanner planning,
    SubjectRequestNotices notices,
    SubjectRequestCertifier certification,
    PackageTransfer transfers)
{
    [Function(nameof(LookAtRequest))]
    public Task<NextMove> LookAtRequest([ActivityTrigger] SubjectRequestStep step, FunctionContext context) =>
        look.LookAsync(Store(step), step.Id(), SubjectRequestStep.Actor, context.CancellationToken);

    [Function(nameof(PlanRequest))]
    public Task PlanRequest([ActivityTrigger] SubjectRequestStep step, FunctionContext context) =>
        planning.PlanAsync(Store(step), step.Id(), SubjectRequestStep.Actor, context.CancellationToken);

    /// <summary>An unavailable bus does not delay the request; a timer sends what could not be sent.</summary>
    [Function(nameof(TellRecipients))]
    public Task TellRecipients([ActivityTrigger] SubjectRequestStep step, FunctionContext context) =>
        notices.PostAsync(Store(step), step.Id(), context.CancellationToken);

    [Function(nameof(ReplanRequest))]
    public Task ReplanRequest([ActivityTrigger] SubjectRequestStep step, FunctionContext context) =>
        planning.ReplanAsync(Store(step), step.Id(), SubjectRequestStep.Actor, context.CancellationToken);

    [Function(nameof(CertifyRequest))]
    public Task CertifyRequest([ActivityTrigger] SubjectRequestStep step, FunctionContext context) =>
        certification.CertifyAsync(Store(step), step.Id(), SubjectRequestStep.Actor, context.CancellationToken);

    [Function(nameof(TransferPackage))]
    public Task TransferPackage([ActivityTrigger] SubjectRequestStep step, FunctionContext context) =>
        transfers.SendAsync(Store(step), step.Id(), SubjectRequestStep.Actor, context.CancellationToken);

    [Function(nameof(FailRequest))]
    public Task FailRequest([ActivityTrigger] SubjectRequestStep step, FunctionContext context) =>
        run.FailAsync(Store(step), step.Id(), SubjectRequestStep.Actor, step.Failed!, step.Fault!, context.CancellationToken);

    TenantStore Store(SubjectRequestStep step) => stores.Open(step.Scope());
}
