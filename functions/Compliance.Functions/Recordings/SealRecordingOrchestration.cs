using Compliance.Functions.Orchestrating;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Compliance.Functions.Recordings;

/// <summary>Input of an orchestration and its activities: opaque ids.</summary>
/// <param name="Identity">The tenant whose credential is used: from the event's path or the caller's token.</param>
/// <param name="Tenant">The tenant whose recording it is.</param>
public sealed record RecordingStep(string Identity, string Tenant, string RecordingId)
{
    public TenantScope Scope() => new(TenantId.Parse(Identity), TenantId.Parse(Tenant));

    public RecordingId Id() => Compliance.Model.RecordingId.Parse(RecordingId);
}

/// <summary>
/// Seals a recording in one pass, performed by a single activity, so that everything is read only once. If the recording changes during the
/// pass, another pass follows. Every pass may run twice; the state blob decides.
/// </summary>
public static class SealRecordingOrchestration
{
    public const string Name = "SealRecording";

    /// <summary>Passes per run. A recorder that never stops writing is left to the next run of the reconcile timer.</summary>
    const int MostPasses = 5;

    static readonly TaskOptions Retried = TaskOptions.FromRetryPolicy(
        new RetryPolicy(maxNumberOfAttempts: 5, TimeSpan.FromSeconds(1), backoffCoefficient: 3, maxRetryInterval: TimeSpan.FromMinutes(1)));

    /// <summary>One instance per recording, so a start that finds it running does not seal twice.</summary>
    public static string InstanceId(TenantId tenant, RecordingId id) => $"seal-{tenant}-{id}";

    [Function(Name)]
    public static Task Run([OrchestrationTrigger] TaskOrchestrationContext context) =>
        SealAsync(context, context.GetInput<RecordingStep>() ?? throw new InvalidOperationException("The sealing orchestration has no input."));

    static async Task SealAsync(TaskOrchestrationContext context, RecordingStep start)
    {
        for (var pass = 0; pass < MostPasses; pass++)
        {
            switch (await context.CallActivityAsync<SealingEnd>(nameof(SealRecordingActivities.SealInOnePass), start, Retried))
            {
                case SealingEnd.Again:
                    break;
                case SealingEnd.More:
                    context.BeginAnew(start);
                    return;
                default:
                    return;
            }
        }
    }
}
