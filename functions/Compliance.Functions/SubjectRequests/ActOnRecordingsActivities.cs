using Compliance.SubjectRequests;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compliance.Functions.SubjectRequests;

/// <summary>The steps of <see cref="HandleRequestOrchestration"/> that go through a plan's recordings.</summary>
public sealed class ActOnRecordingsActivities(
    TenantStoreFactory stores, SubjectRequestExecutor acts, ErasureRecheck recheck, PackageRepacking repacking)
{
    [Function(nameof(ActOnPage))]
    public Task ActOnPage([ActivityTrigger] SubjectRequestStep step, [DurableClient] DurableTaskClient client, FunctionContext context) =>
        acts.ActAsync(Store(step), step.Id(), step.Page, SubjectRequestStep.Actor, client.SealingRuns(), context.CancellationToken);

    [Function(nameof(FinishActing))]
    public Task FinishActing([ActivityTrigger] SubjectRequestStep step, FunctionContext context) =>
        acts.ActedAsync(Store(step), step.Id(), step.Pages, SubjectRequestStep.Actor, context.CancellationToken);

    [Function(nameof(LookAgainAtPage))]
    public Task LookAgainAtPage(
        [ActivityTrigger] SubjectRequestStep step, [DurableClient] DurableTaskClient client, FunctionContext context) =>
        recheck.LookAgainAsync(Store(step), step.Id(), step.Page, client.SealingRuns(), context.CancellationToken);

    [Function(nameof(RepackPage))]
    public Task RepackPage([ActivityTrigger] SubjectRequestStep step, FunctionContext context) =>
        repacking.RepackAsync(Store(step), step.Id(), step.Page, context.CancellationToken);

    [Function(nameof(FinishRepacking))]
    public Task FinishRepacking([ActivityTrigger] SubjectRequestStep step, FunctionContext context) =>
        repacking.RepackedAsync(Store(step), step.Id(), SubjectRequestStep.Actor, context.CancellationToken);

    TenantStore Store(SubjectRequestStep step) => stores.Open(step.Scope());
}
