using Compliance.Calls;
using Compliance.Recordings;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Calls;

/// <summary>What moves live calls besides requests and recorders' answers: the clock.</summary>
public sealed class CallTriggers(ForEachTenant tenants, CallWatch watch, UnclaimedCalls unclaimed, ILogger<CallTriggers> log)
{
    /// <summary>Every 15 seconds: paused calls whose heartbeat stopped.</summary>
    [Function("WatchCalls")]
    public Task Watch([TimerTrigger(Schedules.WatchCalls)] TimerInfo timer, FunctionContext context) =>
        tenants.RunAsync(
            store => watch.AlertAsync(store, context.FunctionDefinition.Name, context.CancellationToken), log.CallsNotWatched);

    /// <summary>Every hour: calls that no recording came for.</summary>
    [Function("SweepCalls")]
    public Task Sweep([TimerTrigger(Schedules.SweepCalls)] TimerInfo timer, FunctionContext context) =>
        tenants.RunAsync(store => unclaimed.SweepAsync(store, context.CancellationToken), log.CallsNotWatched);
}
