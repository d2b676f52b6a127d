using Compliance.Calls;
using Compliance.Recordings;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Calls;

/// <summary>The timers of live calls.</summary>
public sealed class CallTriggers(ForEachTenant tenants, CallWatch watch, UnclaimedCalls unclaimed, ILogger<CallTriggers> log)
{
    /// <summary>Runs every 15 seconds: finds paused calls whose heartbeat has stopped.</summary>
    [Function("WatchCalls")]
    public Task Watch([TimerTrigger(Schedules.WatchCalls)] TimerInfo timer, FunctionContext context) =>
        tenants.RunAsync(
            store => watch.AlertAsync(store, context.FunctionDefinition.Name, context.CancellationToken), log.CallsNotWatched);

    /// <summary>Runs every hour: removes calls that never got a recording.</summary>
    [Function("SweepCalls")]
    public Task Sweep([TimerTrigger(Schedules.SweepCalls)] TimerInfo timer, FunctionContext context) =>
        tenants.RunAsync(store => unclaimed.SweepAsync(store, context.CancellationToken), log.CallsNotWatched);
}
