using Compliance.Functions.Orchestrating;
using Compliance.Recordings;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Compliance.Functions.Recordings;

/// <summary>
/// Examines a tenant's sealed recordings with today's gate. Each round performs one step and starts over; the progress is in the tenant's
/// store and not here.
/// </summary>
public static class RescanRecordingsOrchestration
{
    public const string Name = PciRescan.Origin;

    /// <summary>One instance per tenant.</summary>
    public static string InstanceId(TenantId tenant) => $"rescan-{tenant}";

    internal static OnceStart Start(TenantScope scope) =>
        new(Name, InstanceId(scope.Resource), TenantStep.Of(scope));

    [Function(Name)]
    public static Task Run([OrchestrationTrigger] TaskOrchestrationContext context) =>
        TenantJob.RunAsync(context, nameof(RescanRecordingsActivities.TurnRescan), nameof(RescanRecordingsActivities.FailRescan));
}
