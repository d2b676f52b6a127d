using Compliance.Recordings;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Recordings;

/// <summary>The steps of <see cref="SealRecordingOrchestration"/>.</summary>
public sealed class SealRecordingActivities(
    TenantStoreFactory stores,
    SealingRun sealing,
    GateRun gate,
    FileSealing files,
    SealCommit commit,
    RecordingSettlement settlement,
    UploadWatcher arrivals,
    LatePauseResealing late,
    ILogger<SealRecordingActivities> log)
{
    [Function(nameof(TakeForSealing))]
    public Task<SealingTask?> TakeForSealing([ActivityTrigger] RecordingStep step, FunctionContext context) =>
        sealing.TakeAsync(Store(step), step.Id(), Instance(step), step.Again, context.CancellationToken);

    /// <returns>False: a source changed after it was taken.</returns>
    [Function(nameof(ExamineRecording))]
    public Task<bool> ExamineRecording([ActivityTrigger] RecordingStep step, FunctionContext context) =>
        UnchangedAsync(() => gate.ExamineAsync(Store(step), step.Id(), step.Generation, context.CancellationToken));

    /// <returns>False: a source changed after it was taken.</returns>
    [Function(nameof(SealFile))]
    public Task<bool> SealFile([ActivityTrigger] RecordingStep step, FunctionContext context) =>
        UnchangedAsync(() => files.SealAsync(Store(step), step.Id(), step.Generation, step.Ordinal, context.CancellationToken));

    [Function(nameof(CommitSeal))]
    public async Task<CommitOutcome> CommitSeal([ActivityTrigger] RecordingStep step, FunctionContext context)
    {
        var outcome = await commit.CommitAsync(
            Store(step), step.Id(), step.Generation, SealRecordingOrchestration.Name, context.CancellationToken);
        if (outcome is CommitOutcome.Quarantined)
        {
            log.Quarantined(step.RecordingId);
        }

        return outcome;
    }

    /// <returns>True: there is more to seal already; whoever wanted to start it found this orchestration running.</returns>
    [Function(nameof(SettleRecording))]
    public async Task<bool> SettleRecording([ActivityTrigger] RecordingStep step, FunctionContext context)
    {
        await settlement.SettleAsync(Store(step), step.Id(), context.CancellationToken);
        return await arrivals.EvaluateAsync(Store(step), step.Id(), context.CancellationToken) is UploadVerdict.Seal
            || await late.IsDueAsync(Store(step), step.Id(), context.CancellationToken);
    }

    TenantStore Store(RecordingStep step) => stores.Open(step.Scope());

    static string Instance(RecordingStep step) => SealRecordingOrchestration.InstanceId(TenantId.Parse(step.Tenant), step.Id());

    static async Task<bool> UnchangedAsync(Func<Task> step)
    {
        try
        {
            await step();
            return true;
        }
        catch (SourceChangedException)
        {
            return false;
        }
    }
}
