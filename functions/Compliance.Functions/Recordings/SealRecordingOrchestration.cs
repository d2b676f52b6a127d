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
public sealed record RecordingStep(string Identity, string Tenant, string RecordingId, int Generation = 0, int Ordinal = 0, bool Again = false)
{
    public TenantScope Scope() => new(TenantId.Parse(Identity), TenantId.Parse(Tenant));

    public RecordingId Id() => Compliance.Model.RecordingId.Parse(RecordingId);
}

/// <summary>
/// Take, examine, seal each file, commit, settle. A source that changes meanwhile is taken again into a fresh generation, and the
/// recording ends in quarantine. Every step may run twice; what the state blob says decides.
/// </summary>
public static class SealRecordingOrchestration
{
    public const string Name = "SealRecording";

    /// <summary>Takings in one run. A recorder that never stops writing is left to the next run of the reconcile timer.</summary>
    const int MostTakings = 5;

    /// <summary>Files sealed at once.</summary>
    const int Parallel = 2;

    static readonly TaskOptions Retried = TaskOptions.FromRetryPolicy(
        new RetryPolicy(maxNumberOfAttempts: 5, TimeSpan.FromSeconds(1), backoffCoefficient: 3, maxRetryInterval: TimeSpan.FromMinutes(1)));

    /// <summary>One instance a recording: a start that finds it running is no second sealing.</summary>
    public static string InstanceId(TenantId tenant, RecordingId id) => $"seal-{tenant}-{id}";

    [Function(Name)]
    public static async Task Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var start = context.GetInput<RecordingStep>() ?? throw new InvalidOperationException("A sealing needs its recording.");
        var changed = false;
        for (var taking = 0; taking < MostTakings; taking++)
        {
            var task = await context.CallActivityAsync<SealingTask?>(
                nameof(SealRecordingActivities.TakeForSealing), start with { Again = changed }, Retried);
            if (task is null)
            {
                return;
            }

            var step = start with { Generation = task.Generation };
            var outcome = await SealAsync(context, step, task.Ordinals);
            if (outcome is CommitOutcome.Ended or CommitOutcome.Quarantined)
            {
                if (await context.CallActivityAsync<bool>(nameof(SealRecordingActivities.SettleRecording), step, Retried))
                {
                    context.BeginAnew(start);
                }

                return;
            }

            changed = outcome is CommitOutcome.SourceChanged;
        }
    }

    static async Task<CommitOutcome> SealAsync(TaskOrchestrationContext context, RecordingStep step, IReadOnlyList<int> ordinals)
    {
        if (!await context.CallActivityAsync<bool>(nameof(SealRecordingActivities.ExamineRecording), step, Retried))
        {
            return CommitOutcome.SourceChanged;
        }

        foreach (var batch in ordinals.Chunk(Parallel))
        {
            var unchanged = await Task.WhenAll(batch.Select(ordinal => context.CallActivityAsync<bool>(
                nameof(SealRecordingActivities.SealFile), step with { Ordinal = ordinal }, Retried)));
            if (unchanged.Contains(false))
            {
                return CommitOutcome.SourceChanged;
            }
        }

        return await context.CallActivityAsync<CommitOutcome>(nameof(SealRecordingActivities.CommitSeal), step, Retried);
    }
}
