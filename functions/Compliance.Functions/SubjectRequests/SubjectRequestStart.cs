using Compliance.Failures;
using Compliance.Functions.Orchestrating;
using Compliance.Model;
using Compliance.SubjectRequests;
using Compliance.Tenancy;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compliance.Functions.SubjectRequests;

/// <summary>Signals a change of the register to a request's orchestration, and starts it if it is not running.</summary>
static class SubjectRequestStart
{
    const int MostTries = 4;

    /// <summary>For a change that has just been written to the register: it proceeds even if the caller disconnects.</summary>
    public static async Task<Outcome<StoredSubjectRequest>> MoveAsync(
        this DurableTaskClient client, TenantScope scope, StoredSubjectRequest written)
    {
        await client.MoveAsync(scope, written.Id, CancellationToken.None);
        return written;
    }

    /// <summary>For requests that were just filed because of something else.</summary>
    public static async Task<Outcome<Unit>> MoveAsync(
        this DurableTaskClient client, TenantScope scope, IReadOnlyList<SubjectRequestId> filed, CancellationToken cancellationToken)
    {
        foreach (var id in filed)
        {
            await client.MoveAsync(scope, id, cancellationToken);
        }

        return default(Unit);
    }

    public static async Task MoveAsync(
        this DurableTaskClient client, TenantScope scope, SubjectRequestId id, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await TryMoveAsync(client, scope, id, cancellationToken);
                return;
            }
            catch (Exception e) when ((Refusals.IsNotRunning(e) || Refusals.IsRunningAlready(e)) && tries < MostTries)
            {
                // It started or ended between the check and the call: check again.
            }
        }
    }

    static async Task TryMoveAsync(DurableTaskClient client, TenantScope scope, SubjectRequestId id, CancellationToken cancellationToken)
    {
        var instance = HandleRequestOrchestration.InstanceId(scope.Resource, id);
        if (await client.GetInstanceAsync(instance, cancellationToken) is { IsCompleted: false })
        {
            await client.RaiseEventAsync(instance, HandleRequestOrchestration.Moved, "", cancellationToken);
            return;
        }

        await client.ScheduleNewOrchestrationInstanceAsync(
            HandleRequestOrchestration.Name,
            new SubjectRequestStep(scope.Identity.ToString(), scope.Resource.ToString(), id.ToString()),
            new StartOrchestrationOptions(instance),
            cancellationToken);
    }
}
