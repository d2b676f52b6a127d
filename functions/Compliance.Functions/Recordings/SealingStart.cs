using Compliance.Functions.Orchestrating;
using Compliance.Model;
using Compliance.Tenancy;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compliance.Functions.Recordings;

/// <summary>Starts a recording's sealing. If one is running, that is success, because it checks the recording itself.</summary>
static class SealingStart
{
    public static async Task SealAsync(
        this DurableTaskClient client, TenantScope scope, RecordingId id, CancellationToken cancellationToken)
    {
        var instance = SealRecordingOrchestration.InstanceId(scope.Resource, id);
        if (await client.GetInstanceAsync(instance, cancellationToken) is { IsCompleted: false })
        {
            return;
        }

        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                SealRecordingOrchestration.Name,
                new RecordingStep(scope.Identity.ToString(), scope.Resource.ToString(), id.ToString()),
                new StartOrchestrationOptions(instance),
                cancellationToken);
        }
        catch (Exception e) when (Refusals.IsRunningAlready(e))
        {
            // Two concurrent starts: it is enough that one runs.
        }
    }
}
