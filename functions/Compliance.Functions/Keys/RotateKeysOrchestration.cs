using Compliance.Functions.Orchestrating;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Compliance.Functions.Keys;

/// <summary>
/// Re-wraps a tenant's key ring under the current <c>seal</c> version. Each round performs one step and starts over; the progress is in the
/// tenant's store and not here.
/// </summary>
public static class RotateKeysOrchestration
{
    public const string Name = "RotateKeys";

    /// <summary>One instance per tenant.</summary>
    public static string InstanceId(TenantId tenant) => $"keys-{tenant}";

    internal static OnceStart Start(TenantScope scope) =>
        new(Name, InstanceId(scope.Resource), TenantStep.Of(scope));

    [Function(Name)]
    public static Task Run([OrchestrationTrigger] TaskOrchestrationContext context) =>
        TenantJob.RunAsync(context, nameof(RotateKeysActivities.TurnRotation), nameof(RotateKeysActivities.FailRotation));
}
