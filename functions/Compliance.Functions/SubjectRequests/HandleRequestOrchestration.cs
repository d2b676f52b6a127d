using Compliance.Functions.Faults;
using Compliance.Functions.Orchestrating;
using Compliance.Model;
using Compliance.SubjectRequests;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Compliance.Functions.SubjectRequests;

/// <summary>
/// Runs one request from its receipt to its end. Each round reads the next step from the register, performs it, and starts over. Nothing is
/// kept here that the register does not contain, and the history stays short however long the request lives.
/// </summary>
public static class HandleRequestOrchestration
{
    public const string Name = "HandleRequest";

    /// <summary>The event that signals a change of the register.</summary>
    public const string Moved = "moved";

    /// <summary>Pages processed concurrently.</summary>
    const int Parallel = 4;

    static readonly TaskOptions Retried = TaskOptions.FromRetryPolicy(
        new RetryPolicy(maxNumberOfAttempts: 5, TimeSpan.FromSeconds(1), backoffCoefficient: 3, maxRetryInterval: TimeSpan.FromMinutes(1)));

    public static string InstanceId(TenantId tenant, SubjectRequestId id) => $"request-{tenant}-{id}";

    [Function(Name)]
    public static Task Run([OrchestrationTrigger] TaskOrchestrationContext context) =>
        RoundAsync(context, context.GetInput<SubjectRequestStep>() ?? throw new InvalidOperationException(
            "The request orchestration has no input."));

    static async Task RoundAsync(TaskOrchestrationContext context, SubjectRequestStep step)
    {
        var next = await context.CallActivityAsync<NextMove>(nameof(HandleRequestActivities.LookAtRequest), step, Retried);
        switch (next.Step)
        {
            case RunStep.Done:
                return;
            case null:
                // Waits for a move of the request or until the time comes; the register tells which it was.
                await context.UntilAsync(Moved, next.Until!.Value);
                break;
            default:
                await TryAsync(context, step, next);
                break;
        }

        // Moves that arrived in the meantime are kept and delivered again in any order, which is harmless because they are all the same.
        context.BeginAnew(step);
    }

    static async Task TryAsync(TaskOrchestrationContext context, SubjectRequestStep step, NextMove next)
    {
        try
        {
            await DoAsync(context, step with { Pages = next.Pages }, next);
        }
        catch (TaskFailedException failed)
        {
            var given = step with { Failed = next.Step?.ToString(), Fault = FunctionFailedException.FaultOf(failed.FailureDetails) };
            await context.CallActivityAsync(nameof(HandleRequestActivities.FailRequest), given, Retried);
        }
    }

    static async Task DoAsync(TaskOrchestrationContext context, SubjectRequestStep step, NextMove next)
    {
        switch (next.Step)
        {
            case RunStep.Plan:
                await context.CallActivityAsync(nameof(HandleRequestActivities.PlanRequest), step, Retried);
                break;
            case RunStep.Act:
                await EachPageAsync(context, nameof(ActOnRecordingsActivities.ActOnPage), step, next);
                await context.CallActivityAsync(nameof(HandleRequestActivities.TellRecipients), step, Retried);
                await context.CallActivityAsync(nameof(ActOnRecordingsActivities.FinishActing), step, Retried);
                break;
            case RunStep.LookAgain:
                await EachPageAsync(context, nameof(ActOnRecordingsActivities.LookAgainAtPage), step, next);
                await context.CallActivityAsync(nameof(HandleRequestActivities.ReplanRequest), step, Retried);
                break;
            case RunStep.Certify:
                await context.CallActivityAsync(nameof(HandleRequestActivities.CertifyRequest), step, Retried);
                break;
            case RunStep.Repack:
                await EachPageAsync(context, nameof(ActOnRecordingsActivities.RepackPage), step, next);
                await context.CallActivityAsync(nameof(ActOnRecordingsActivities.FinishRepacking), step, Retried);
                break;
            case RunStep.Transfer:
                await context.CallActivityAsync(nameof(HandleRequestActivities.TransferPackage), step, Retried);
                break;
            default:
                throw new InvalidOperationException("The step has an unknown kind.");
        }
    }

    static async Task EachPageAsync(TaskOrchestrationContext context, string activity, SubjectRequestStep step, NextMove next)
    {
        foreach (var batch in Enumerable.Range(next.From, next.Pages - next.From).Chunk(Parallel))
        {
            await Task.WhenAll(batch.Select(page => context.CallActivityAsync(activity, step with { Page = page }, Retried)));
        }
    }
}
