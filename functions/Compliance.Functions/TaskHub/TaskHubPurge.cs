using Compliance.Functions.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.TaskHub;

/// <summary>
/// Removes orchestrations that ended long ago, because the engine keeps them for ever. The end counts, not the start: a request may have
/// run for months.
/// </summary>
public sealed class TaskHubPurge(IOptions<TaskHubOptions> options, TimeProvider clock, ILogger<TaskHubPurge> log)
{
    const int AtOnce = 8;

    static readonly OrchestrationRuntimeStatus[] Ended =
        [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];

    /// <returns>The number removed.</returns>
    public async Task<int> RunAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - TimeSpan.FromDays(options.Value.KeepDays);
        var purged = 0;
        await Parallel.ForEachAsync(
            client.GetAllInstancesAsync(new OrchestrationQuery(CreatedTo: before, Statuses: Ended))
                .Where(x => x.LastUpdatedAt < before)
                .Take(options.Value.MostPerRun),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (instance, token) => Interlocked.Add(ref purged, await PurgeAsync(client, instance.InstanceId, token)));
        return purged;
    }

    async Task<int> PurgeAsync(DurableTaskClient client, string instance, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.PurgeInstanceAsync(instance, cancellation: cancellationToken)).PurgedInstanceCount;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // It was started again in the meantime, or the hub did not answer: the next run checks again.
            log.NotPurged(instance, FaultName.Of(e));
            return 0;
        }
    }
}
