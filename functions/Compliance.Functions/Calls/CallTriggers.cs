using Compliance.Calls;
using Compliance.Functions.Http;
using Compliance.Recordings;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Calls;

/// <summary>What moves live calls besides requests and recorders' answers: the clock.</summary>
public sealed class CallTriggers(
    TenantStoreFactory stores, IOptions<TenancyOptions> tenancy, CallWatch watch, UnclaimedCalls unclaimed, ILogger<CallTriggers> log)
{
    /// <summary>Every 15 seconds: paused calls whose heartbeat stopped.</summary>
    [Function("WatchCalls")]
    public Task Watch([TimerTrigger(Schedules.WatchCalls)] TimerInfo timer, FunctionContext context) =>
        EachTenantAsync(store => watch.AlertAsync(store, context.FunctionDefinition.Name, context.CancellationToken));

    /// <summary>Every hour: calls that no recording came for.</summary>
    [Function("SweepCalls")]
    public Task Sweep([TimerTrigger(Schedules.SweepCalls)] TimerInfo timer, FunctionContext context) =>
        EachTenantAsync(store => unclaimed.SweepAsync(store, context.CancellationToken));

    /// <summary>One tenant that fails does not keep the others waiting; the timer comes again.</summary>
    async Task EachTenantAsync(Func<TenantStore, Task> act)
    {
        foreach (var name in tenancy.Value.Tenants.Keys)
        {
            try
            {
                await act(stores.Open(new TenantScope(TenantId.Parse(name), TenantId.Parse(name))));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.CallsNotWatched(name, FaultName.Of(e));
            }
        }
    }
}
