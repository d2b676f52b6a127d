using Compliance.Functions.Orchestrating;
using Compliance.Tenancy;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compliance.Functions.Keys;

/// <summary>Starts a tenant's rotation. If one is running, that is success, because it checks the key ring itself.</summary>
static class RotationStart
{
    /// <summary>
    /// How long to wait for a rotation that is about to end: its last step may be in a queue that is polled every second or two.
    /// </summary>
    static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);

    /// <summary>The extension's own wait for an end polls only every 2 s.</summary>
    static readonly TimeSpan EndPause = TimeSpan.FromMilliseconds(200);

    /// <summary>Starts a requested rotation. One that has already checked the key ring and is about to end does not count.</summary>
    public static async Task RotateAnewAsync(
        this DurableTaskClient client, TenantScope scope, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await client.RotateAsync(scope, cancellationToken))
        {
            return;
        }

        // One that does not end in this time is still running and will find the request.
        for (var waited = TimeSpan.Zero; waited < EndLimit; waited += EndPause)
        {
            await Task.Delay(EndPause, clock, cancellationToken);
            if (await client.RotateAsync(scope, cancellationToken))
            {
                return;
            }
        }
    }

    /// <returns>Whether it was started; false if one is running.</returns>
    public static async Task<bool> RotateAsync(this DurableTaskClient client, TenantScope scope, CancellationToken cancellationToken)
    {
        var instance = RotateKeysOrchestration.InstanceId(scope.Resource);
        if (await client.GetInstanceAsync(instance, cancellationToken) is { IsCompleted: false })
        {
            return false;
        }

        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                RotateKeysOrchestration.Name,
                new RotationStep(scope.Identity.ToString(), scope.Resource.ToString()),
                new StartOrchestrationOptions(instance),
                cancellationToken);
            return true;
        }
        catch (Exception e) when (Refusals.IsRunningAlready(e))
        {
            // Two concurrent starts: it is enough that one runs.
            return false;
        }
    }
}
