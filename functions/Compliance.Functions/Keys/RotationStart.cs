using Compliance.Functions.Orchestrating;
using Compliance.Tenancy;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compliance.Functions.Keys;

/// <summary>Starts a tenant's rotation. One that runs is success: it looks at the key ring itself.</summary>
static class RotationStart
{
    /// <summary>How long one that is about to end is waited for: its last step may be in a queue that is looked at every second or
    /// two.</summary>
    static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);

    /// <summary>The extension's own wait for an end looks every 2 s only.</summary>
    static readonly TimeSpan EndPause = TimeSpan.FromMilliseconds(200);

    /// <summary>Starts it for somebody who asked: one that has looked already, and is about to end, does not count.</summary>
    public static async Task RotateAnewAsync(
        this DurableTaskClient client, TenantScope scope, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await client.RotateAsync(scope, cancellationToken))
        {
            return;
        }

        // One that does not end meanwhile goes on, and looks at what was asked.
        for (var waited = TimeSpan.Zero; waited < EndLimit; waited += EndPause)
        {
            await Task.Delay(EndPause, clock, cancellationToken);
            if (await client.RotateAsync(scope, cancellationToken))
            {
                return;
            }
        }
    }

    /// <returns>Whether it was started: false when one runs.</returns>
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
            // Two starts at once: what counts is that one runs.
            return false;
        }
    }
}
