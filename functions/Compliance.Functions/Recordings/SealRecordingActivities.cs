using Compliance.Recordings.Pipeline;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Functions.Recordings;

/// <summary>The steps of <see cref="SealRecordingOrchestration"/>. False means that a source changed after it was taken.</summary>
public sealed class SealRecordingActivities(
    TenantStores stores, SealingRun sealing, GateRun gate, FileSealing files, SealCommit commit, RecordingSettlement settlement)
{
    [Function(nameof(TakeForSealing))]
    public Task<SealingTask?> TakeForSealing([ActivityTrigger] RecordingStep step, FunctionContext context) =>
        sealing.TakeAsync(Store(step), step.Id(), Instance(step), step.Again, context.CancellationToken);

    [Function(nameof(ExamineRecording))]
    public Task<bool> ExamineRecording([ActivityTrigger] RecordingStep step, FunctionContext context) =>
        UnchangedAsync(() => gate.ExamineAsync(Store(step), step.Id(), step.Generation, context.CancellationToken));

    [Function(nameof(SealFile))]
    public Task<bool> SealFile([ActivityTrigger] RecordingStep step, FunctionContext context) =>
        UnchangedAsync(() => files.SealAsync(Store(step), step.Id(), step.Generation, step.Ordinal, context.CancellationToken));

    [Function(nameof(CommitSeal))]
    public Task<bool> CommitSeal([ActivityTrigger] RecordingStep step, FunctionContext context) =>
        UnchangedAsync(() => commit.CommitAsync(
            Store(step), step.Id(), step.Generation, SealRecordingOrchestration.Name, context.CancellationToken));

    [Function(nameof(SettleRecording))]
    public Task SettleRecording([ActivityTrigger] RecordingStep step, FunctionContext context) =>
        settlement.SettleAsync(Store(step), step.Id(), context.CancellationToken);

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
