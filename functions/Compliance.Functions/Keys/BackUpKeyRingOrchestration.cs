using Compliance.Audit;
using Compliance.Keys;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compliance.Functions.Keys;

/// <summary>Input of the orchestration and its activity: opaque ids.</summary>
public sealed record KeyBackupStep(string Identity, string Tenant, string BackupId, string Principal, string Origin)
{
    public TenantScope Scope() => new(TenantId.Parse(Identity), TenantId.Parse(Tenant));
}

/// <summary>Takes a requested backup. It may take minutes, so the HTTP request does not wait for it.</summary>
public static class BackUpKeyRingOrchestration
{
    public const string Name = "BackUpKeyRing";

    static readonly TaskOptions Retried = TaskOptions.FromRetryPolicy(
        new RetryPolicy(maxNumberOfAttempts: 3, TimeSpan.FromSeconds(5), backoffCoefficient: 3));

    public static string InstanceId(TenantId tenant, KeyBackupId id) => $"keybackup-{tenant}-{id}";

    [Function(Name)]
    public static Task Run([OrchestrationTrigger] TaskOrchestrationContext context) =>
        context.CallActivityAsync(
            nameof(BackUpKeyRingActivities.TakeKeyBackup),
            context.GetInput<KeyBackupStep>() ?? throw new InvalidOperationException("The backup orchestration has no input."),
            Retried);
}

static class KeyBackupStart
{
    /// <returns>The id of the backup that is to be.</returns>
    public static async Task<KeyBackupId> BackUpAsync(
        this DurableTaskClient client, TenantScope scope, Actor actor, TimeProvider clock, CancellationToken cancellationToken)
    {
        var id = KeyBackupId.New(clock);
        await client.ScheduleNewOrchestrationInstanceAsync(
            BackUpKeyRingOrchestration.Name,
            new KeyBackupStep(scope.Identity.ToString(), scope.Resource.ToString(), id.ToString(), actor.Pseudonym, actor.Origin),
            new StartOrchestrationOptions(BackUpKeyRingOrchestration.InstanceId(scope.Resource, id)),
            cancellationToken);
        return id;
    }
}

/// <summary>The step of <see cref="BackUpKeyRingOrchestration"/>.</summary>
public sealed class BackUpKeyRingActivities(TenantStoreFactory stores, KeyRingBackup backup)
{
    /// <summary>
    /// An attempt that died may leave records without a description. They do not count; the next requested backup has another id.
    /// </summary>
    [Function(nameof(TakeKeyBackup))]
    public async Task TakeKeyBackup([ActivityTrigger] KeyBackupStep step, FunctionContext context) =>
        await backup.TakeAsync(
            stores.Open(step.Scope()), new Actor(step.Principal, step.Origin), KeyBackupId.Parse(step.BackupId), context.CancellationToken);
}
