using Compliance.Audit;
using Compliance.Consents;
using Compliance.Functions.SubjectRequests;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Consents;

/// <summary>The timer of consents.</summary>
public sealed class ConsentTriggers(ForEachTenant tenants, ConsentExpiry expiry, ConsentEffects effects, ILogger<ConsentTriggers> log)
{
    /// <summary>Runs every hour: what was given for a time that is over expires, and purposes stop with it.</summary>
    [Function(nameof(Schedules.ExpireConsents))]
    public Task Expire(
        [TimerTrigger(Schedules.ExpireConsents)] TimerInfo timer, [DurableClient] DurableTaskClient client, FunctionContext context) =>
        tenants.RunAsync(store => ExpireAsync(store, client, context.CancellationToken), log.NotExpired);

    async Task ExpireAsync(TenantStore store, DurableTaskClient client, CancellationToken cancellationToken)
    {
        await expiry.RunAsync(store, Actor.System(nameof(Schedules.ExpireConsents)), cancellationToken);
        var filed = await effects.ReconcileAsync(store, client.SealingRuns(), cancellationToken);
        await client.MoveAsync(store.Scope, filed, cancellationToken);
    }
}

static partial class ConsentLog
{
    [LoggerMessage(4101, LogLevel.Warning, "Consents of tenant {Tenant} were not looked through for those that have expired: {Fault}")]
    public static partial void NotExpired(this ILogger log, string tenant, string fault);
}
