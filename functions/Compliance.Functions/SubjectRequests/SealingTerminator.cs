using Compliance.Functions.Orchestrating;
using Compliance.Functions.Recordings;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Tenancy;
using Microsoft.DurableTask.Client;

namespace Compliance.Functions.SubjectRequests;

/// <summary>Terminates sealings for an erasure.</summary>
sealed class SealingTerminator(DurableTaskClient client) : ISealingTerminator
{
    public string InstanceOf(TenantScope scope, RecordingId id) => SealRecordingOrchestration.InstanceId(scope.Resource, id);

    public async Task TerminateAsync(TenantScope scope, RecordingId id, CancellationToken cancellationToken)
    {
        var instance = SealRecordingOrchestration.InstanceId(scope.Resource, id);
        if (await client.GetInstanceAsync(instance, cancellationToken) is not { IsCompleted: false })
        {
            return;
        }

        try
        {
            await client.TerminateInstanceAsync(instance, cancellationToken);
        }
        catch (Exception e) when (Refusals.IsNotRunning(e))
        {
            // It has ended by itself in the meantime.
        }
    }
}

static class SealingTerminatorExtensions
{
    public static ISealingTerminator SealingRuns(this DurableTaskClient client) => new SealingTerminator(client);
}
