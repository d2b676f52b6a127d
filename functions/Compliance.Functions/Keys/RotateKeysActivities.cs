using Compliance.Functions.Orchestrating;
using Compliance.Keys;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Keys;

/// <summary>The steps of <see cref="RotateKeysOrchestration"/>.</summary>
public sealed class RotateKeysActivities(KeyRotation rotation, ILogger<RotateKeysActivities> log)
{
    [Function(nameof(TurnRotation))]
    public Task<RotationTurn> TurnRotation([ActivityTrigger] TenantStep step, FunctionContext context) =>
        TurnAsync(step, context.CancellationToken);

    async Task<RotationTurn> TurnAsync(TenantStep step, CancellationToken cancellationToken)
    {
        var turn = await rotation.TurnAsync(step.Scope(), RotateKeysOrchestration.Name, cancellationToken);
        if (turn.Unopened > 0)
        {
            log.RecordsNotRewrapped(step.Tenant, turn.Unopened);
        }

        return turn;
    }

    [Function(nameof(FailRotation))]
    public Task FailRotation([ActivityTrigger] TenantStep step, FunctionContext context)
    {
        log.RotationStopped(step.Tenant, step.Fault!);
        return rotation.FailAsync(step.Scope(), step.Fault!, context.CancellationToken);
    }
}
