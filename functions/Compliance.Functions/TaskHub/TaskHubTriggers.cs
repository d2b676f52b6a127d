using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.TaskHub;

public sealed class TaskHubTriggers(TaskHubPurge purge, ILogger<TaskHubTriggers> log)
{
    /// <summary>Runs every hour: removes orchestrations that ended long ago.</summary>
    [Function("PurgeTaskHub")]
    public async Task Purge(
        [TimerTrigger(Schedules.PurgeTaskHub)] TimerInfo timer, [DurableClient] DurableTaskClient client, FunctionContext context)
    {
        if (await purge.RunAsync(client, context.CancellationToken) is var count and > 0)
        {
            log.Purged(count);
        }
    }
}
