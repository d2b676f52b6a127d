using Compliance.Functions.Http;
using Compliance.SubjectRequests;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.SubjectRequests.Callbacks;

/// <summary>Tries callbacks again that were not taken.</summary>
public sealed class CallbackTriggers(
    TenantStoreFactory stores, IOptions<TenancyOptions> tenancy, SubjectRequestCallbacks callbacks, ILogger<CallbackTriggers> log)
{
    /// <summary>Every five minutes. One tenant that fails does not keep the others waiting.</summary>
    [Function("RetryCallbacks")]
    public async Task Retry([TimerTrigger(Schedules.RetryCallbacks)] TimerInfo timer, FunctionContext context)
    {
        foreach (var name in tenancy.Value.Tenants.Keys)
        {
            try
            {
                var store = stores.Open(new TenantScope(TenantId.Parse(name), TenantId.Parse(name)));
                var origin = context.FunctionDefinition.Name;
                foreach (var (request, reason) in await callbacks.RetryAsync(store, origin, context.CancellationToken))
                {
                    log.NotRetried(request.ToString(), name, FaultName.Of(reason));
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.CallbacksNotWatched(name, FaultName.Of(e));
            }
        }
    }
}
