using Compliance.Functions.Orchestrating;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Compliance.Functions.Recordings;

/// <summary>What an orchestration and its activities are told: opaque ids.</summary>
/// <param name="Identity">The tenant whose credential is used: from the event's path or the caller's token.</param>
/// <param name="Tenant">The tenant whose recording it is.</param>
public sealed record RecordingStep(string Identity, string Tenant, string RecordingId)
{
    public TenantScope Scope() => new(TenantId.Parse(Identity), TenantId.Parse(Tenant));

    public RecordingId Id() => Compliance.Model.RecordingId.Parse(RecordingId);
}

/// <summary>
/// Seals a recording in one pass, which an activity makes as a whole: what it reads is read once. A pass that something came in between of
/// is made again. Every pass may run twice; what the state blob says decides.
/// </summary>
public static class SealRecordingOrchestration
{
    public const string Name = "SealRecording";

    /// <summary>Passes in one run. A recorder that never stops writing is left to the next run of the reconcile timer.</summary>
    const int MostPasses = 5;

    static readonly TaskOptions Retried = TaskOptions.FromRetryPolicy(
        new RetryPolicy(maxNumberOfAttempts: 5, TimeSpan.FromSeconds(1), backoffCoefficient: 3, maxRetryInterval: TimeSpan.FromMinutes(1)));

    /// <summary>One instance a recording: a start that finds it running is no second sealing.</summary>
    public static string InstanceId(TenantId tenant, RecordingId id) => $"seal-{tenant}-{id}";

    [Function(Name)]
    public static Task Run([OrchestrationTrigger] TaskOrchestrationContext context) =>
        SealAsync(context, context.GetInput<RecordingStep>() ?? throw new InvalidOperationException("A sealing needs its recording."));

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
