using Compliance.SubjectRequests;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.SubjectRequests;

/// <summary>The steps of <see cref="HandleRequestOrchestration"/>.</summary>
public sealed class HandleRequestActivities(
    TenantStoreFactory stores,
    SubjectRequestRun run,
    SubjectRequestPlanner planning,
    SubjectRequestExecutor acts,
    SubjectRequestNotices notices,
    SubjectRequestCertifier certification,
    SubjectRequestRegister register,
    SubjectRequestCallbacks callbacks,
    TimeProvider clock,
    ILogger<HandleRequestActivities> log)
{
    /// <summary>Every change of state is followed by this step, so it also reports the state to the request's callback addresses.</summary>
    [Function(nameof(LookAtRequest))]
    public async Task<NextMove> LookAtRequest([ActivityTrigger] SubjectRequestStep step, FunctionContext context)
    {
        var next = await run.LookAsync(Store(step), step.Id(), SubjectRequestStep.Actor, context.CancellationToken);
        if (await register.FindAsync(Store(step), step.Id(), context.CancellationToken) is { } stored)
        {
            await callbacks.PostAsync(Store(step), step.Id(), stored.Document.State, context.CancellationToken);
            if (next.Step is null && !stored.Document.Clock.IsSuspended && stored.Document.Clock.DueAt < clock.GetUtcNow())
            {
                log.RequestOverdue(step.Id().ToString(), step.Tenant);
            }
        }

        return next;
    }

    [Function(nameof(PlanRequest))]
    public Task PlanRequest([ActivityTrigger] SubjectRequestStep step, FunctionContext context) =>
        planning.PlanAsync(Store(step), step.Id(), SubjectRequestStep.Actor, context.CancellationToken);

    [Function(nameof(ActOnPage))]
    public Task ActOnPage([ActivityTrigger] SubjectRequestStep step, [DurableClient] DurableTaskClient client, FunctionContext context) =>
        acts.ActAsync(Store(step), step.Id(), step.Page, SubjectRequestStep.Actor, client.SealingRuns(), context.CancellationToken);

    /// <summary>An unavailable bus does not delay the request; a timer sends what could not be sent.</summary>
    [Function(nameof(TellRecipients))]
    public Task TellRecipients([ActivityTrigger] SubjectRequestStep step, FunctionContext context) =>
        notices.PostAsync(Store(step), step.Id(), context.CancellationToken);

    [Function(nameof(FinishActing))]
    public Task FinishActing([ActivityTrigger] SubjectRequestStep step, FunctionContext context) =>
        acts.ActedAsync(Store(step), step.Id(), step.Pages, SubjectRequestStep.Actor, context.CancellationToken);

    [Function(nameof(LookAgainAtPage))]
    public Task LookAgainAtPage(
        [ActivityTrigger] SubjectRequestStep step, [DurableClient] DurableTaskClient client, FunctionContext context) =>
        acts.LookAgainAsync(Store(step), step.Id(), step.Page, client.SealingRuns(), context.CancellationToken);

    [Function(nameof(ReplanRequest))]
    public Task ReplanRequest([ActivityTrigger] SubjectRequestStep step, FunctionContext context) =>
        planning.ReplanAsync(Store(step), step.Id(), SubjectRequestStep.Actor, context.CancellationToken);

    [Function(nameof(CertifyRequest))]
    public Task CertifyRequest([ActivityTrigger] SubjectRequestStep step, FunctionContext context) =>
        certification.CertifyAsync(Store(step), step.Id(), SubjectRequestStep.Actor, context.CancellationToken);

    [Function(nameof(RepackPage))]
    public Task RepackPage([ActivityTrigger] SubjectRequestStep step, FunctionContext context) =>
        acts.RepackAsync(Store(step), step.Id(), step.Page, context.CancellationToken);

    [Function(nameof(FinishRepacking))]
    public Task FinishRepacking([ActivityTrigger] SubjectRequestStep step, FunctionContext context) =>
        acts.RepackedAsync(Store(step), step.Id(), SubjectRequestStep.Actor, context.CancellationToken);

    [Function(nameof(FailRequest))]
    public Task FailRequest([ActivityTrigger] SubjectRequestStep step, FunctionContext context) =>
        run.FailAsync(Store(step), step.Id(), SubjectRequestStep.Actor, step.Failed!, step.Fault!, context.CancellationToken);

    TenantStore Store(SubjectRequestStep step) => stores.Open(step.Scope());
}
