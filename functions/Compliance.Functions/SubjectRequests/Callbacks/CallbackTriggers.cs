using Compliance.Functions.Http;
using Compliance.SubjectRequests;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.SubjectRequests.Callbacks;

/// <summary>Retries callbacks that were not accepted.</summary>
public sealed class CallbackTriggers(ForEachTenant tenants, SubjectRequestCallbacks callbacks, ILogger<CallbackTriggers> log)
{
    /// <summary>Runs every five minutes.</summary>
    [Function("RetryCallbacks")]
    public Task Retry([TimerTrigger(Schedules.RetryCallbacks)] TimerInfo timer, FunctionContext context) =>
        tenants.RunAsync(store => RetryAsync(store, context.FunctionDefinition.Name, context.CancellationToken), log.CallbacksNotWatched);

    async Task RetryAsync(TenantStore store, string origin, CancellationToken cancellationToken)
    {
        foreach (var (request, reason) in await callbacks.RetryAsync(store, origin, cancellationToken))
        {
            log.NotRetried(request.ToString(), store.Tenant.ToString(), FaultName.Of(reason));
        }
    }
}
