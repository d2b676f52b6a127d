using Compliance.Tenancy;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compliance.Functions.Keys;

/// <summary>Starts a tenant's rotation. One that runs is success: it looks at the key ring itself.</summary>
static class RotationStart
{
    /// <summary>How long one that is about to end is waited for.</summary>
    static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(2);

    /// <summary>Starts it for somebody who asked: one that has looked already, and is about to end, does not count.</summary>
    public static async Task RotateAnewAsync(
        this DurableTaskClient client, TenantScope scope, TimeProvider clock, CancellationToken cancellation)
    {
        if (await client.RotateAsync(scope, cancellation))
        {
            return;
        }

        using var limit = new CancellationTokenSource(EndLimit, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await client.WaitForInstanceCompletionAsync(RotateKeysOrchestration.InstanceId(scope.Resource), both.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // It goes on, and looks at what was asked.
            return;
        }

        await client.RotateAsync(scope, cancellation);
    }

    /// <returns>Whether it was started: false when one runs.</returns>
    public static async Task<bool> RotateAsync(this DurableTaskClient client, TenantScope scope, CancellationToken cancellation)
    {
        var instance = RotateKeysOrchestration.InstanceId(scope.Resource);
        if (await client.GetInstanceAsync(instance, cancellation) is { IsCompleted: false })
        {
            return false;
        }

        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                RotateKeysOrchestration.Name,
                new RotationStep(scope.Identity.ToString(), scope.Resource.ToString()),
                new StartOrchestrationOptions(instance),
                cancellation);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Two starts at once: the second is refused, with an exception that differs by backend. What counts is that one runs.
            if (await client.GetInstanceAsync(instance, cancellation) is not { IsCompleted: false })
            {
                throw;
            }

            return false;
        }
    }
}
