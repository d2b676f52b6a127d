using Compliance.Rights.Requests;
using Compliance.Tenancy;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compliance.Functions.Rights;

/// <summary>Tells a request's orchestration that the register was changed, and starts it where it is not running.</summary>
static class RequestStart
{
    public static async Task MoveAsync(this DurableTaskClient client, TenantScope scope, RequestId id, CancellationToken cancellation)
    {
        var instance = HandleRequestOrchestration.InstanceId(scope.Resource, id);
        if (await client.GetInstanceAsync(instance, cancellation) is { IsCompleted: false })
        {
            await client.RaiseEventAsync(instance, HandleRequestOrchestration.Moved, "", cancellation);
            return;
        }

        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                HandleRequestOrchestration.Name,
                new RequestStep(scope.Identity.ToString(), scope.Resource.ToString(), id.ToString()),
                new StartOrchestrationOptions(instance),
                cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Two starts at once: the second is refused, with an exception that differs by backend. What counts is that one runs.
            if (await client.GetInstanceAsync(instance, cancellation) is not { IsCompleted: false })
            {
                throw;
            }
        }
    }
}
