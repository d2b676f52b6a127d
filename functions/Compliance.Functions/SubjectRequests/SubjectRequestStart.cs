using Compliance.Functions.Orchestrating;
using Compliance.Model;
using Compliance.Tenancy;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compliance.Functions.SubjectRequests;

/// <summary>Tells a request's orchestration that the register was changed, and starts it where it is not running.</summary>
static class SubjectRequestStart
{
    const int MostTries = 4;

    public static async Task MoveAsync(this DurableTaskClient client, TenantScope scope, SubjectRequestId id, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await TryMoveAsync(client, scope, id, cancellation);
                return;
            }
            catch (Exception e) when ((Refusals.IsNotRunning(e) || Refusals.IsRunningAlready(e)) && tries < MostTries)
            {
                // It began or ended between the look and the call: look again.
            }
        }
    }

    static async Task TryMoveAsync(DurableTaskClient client, TenantScope scope, SubjectRequestId id, CancellationToken cancellation)
    {
        var instance = HandleRequestOrchestration.InstanceId(scope.Resource, id);
        if (await client.GetInstanceAsync(instance, cancellation) is { IsCompleted: false })
        {
            await client.RaiseEventAsync(instance, HandleRequestOrchestration.Moved, "", cancellation);
            return;
        }

        await client.ScheduleNewOrchestrationInstanceAsync(
            HandleRequestOrchestration.Name,
            new SubjectRequestStep(scope.Identity.ToString(), scope.Resource.ToString(), id.ToString()),
            new StartOrchestrationOptions(instance),
            cancellation);
    }
}
