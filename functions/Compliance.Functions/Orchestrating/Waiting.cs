using Microsoft.DurableTask;

namespace Compliance.Functions.Orchestrating;

/// <summary>How orchestrations wait until a time and then check again.</summary>
static class Waiting
{
    /// <summary>
    /// Azure Storage counts a timer's delay in whole seconds, rounded down, so it fires up to a second early. Without this margin an
    /// orchestration would find that the time has not come, and wait and check a dozen times within that second.
    /// </summary>
    static readonly TimeSpan Early = TimeSpan.FromSeconds(1);

    /// <summary>Returns once <paramref name="until"/> has passed, at once if it already has.</summary>
    public static Task UntilAsync(this TaskOrchestrationContext context, DateTimeOffset until) =>
        until.UtcDateTime > context.CurrentUtcDateTime
            ? context.CreateTimer(until.UtcDateTime + Early, CancellationToken.None)
            : Task.CompletedTask;

    /// <summary>Returns when the event arrives or <paramref name="until"/> has passed, in the latter case after at least a
    /// second.</summary>
    public static async Task UntilAsync(this TaskOrchestrationContext context, string eventName, DateTimeOffset until)
    {
        var wait = until.UtcDateTime - context.CurrentUtcDateTime;
        try
        {
            await context.WaitForExternalEvent<string>(eventName, wait > TimeSpan.Zero ? wait + Early : Early);
        }
        catch (TaskCanceledException)
        {
            // The time has come.
        }
    }
}
