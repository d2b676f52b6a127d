using Microsoft.DurableTask;

namespace Compliance.Functions.Orchestrating;

/// <summary>How orchestrations wait for a time and then look again.</summary>
static class Waiting
{
    /// <summary>
    /// Azure Storage counts a timer's delay in whole seconds, rounded down, so it fires up to a second early. Who then looks would find
    /// that the time has not come, and wait and look again, a dozen times within that second.
    /// </summary>
    static readonly TimeSpan Early = TimeSpan.FromSeconds(1);

    /// <summary>Returns when <paramref name="until"/> has passed, at once when it is past.</summary>
    public static Task UntilAsync(this TaskOrchestrationContext context, DateTimeOffset until) =>
        until.UtcDateTime > context.CurrentUtcDateTime
            ? context.CreateTimer(until.UtcDateTime + Early, CancellationToken.None)
            : Task.CompletedTask;

    /// <summary>Returns when the event came or <paramref name="until"/> has passed, in the latter case after a second at least.</summary>
    public static async Task UntilAsync(this TaskOrchestrationContext context, string eventName, DateTimeOffset until)
    {
        var wait = until.UtcDateTime - context.CurrentUtcDateTime;
        try
        {
            await context.WaitForExternalEvent<string>(eventName, wait > TimeSpan.Zero ? wait + Early : Early);
        }
        catch (TaskCanceledException)
        {
            // The time came.
        }
    }
}
