using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compliance.Functions.Orchestrating;

/// <summary>An orchestration of which one instance runs at a time.</summary>
/// <param name="Input">Opaque ids.</param>
sealed record OnceStart(string Name, string Instance, object Input);

/// <summary>Starts an orchestration. If its instance is running, that is success, because it finds what it is to do in the stores.</summary>
static class StartOnce
{
    /// <summary>
    /// How long to wait for an instance that is about to end: its last step may be in a queue that is polled every second or two.
    /// </summary>
    static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);

    /// <summary>The extension's own wait for an end polls only every 2 s.</summary>
    static readonly TimeSpan EndPause = TimeSpan.FromMilliseconds(200);

    /// <summary>Starts it for something new. An instance that has looked already and is about to end does not count.</summary>
    public static async Task StartAnewAsync(
        this DurableTaskClient client, OnceStart start, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await client.StartOnceAsync(start, cancellationToken))
        {
            return;
        }

        // One that does not end in this time is still running and will find what is new.
        for (var waited = TimeSpan.Zero; waited < EndLimit; waited += EndPause)
        {
            await Task.Delay(EndPause, clock, cancellationToken);
            if (await client.StartOnceAsync(start, cancellationToken))
            {
                return;
            }
        }
    }

    /// <returns>Whether it was started; false if it is running.</returns>
    public static async Task<bool> StartOnceAsync(this DurableTaskClient client, OnceStart start, CancellationToken cancellationToken)
    {
        if (await client.GetInstanceAsync(start.Instance, cancellationToken) is { IsCompleted: false })
        {
            return false;
        }

        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                start.Name, start.Input, new StartOrchestrationOptions(start.Instance), cancellationToken);
            return true;
        }
        catch (Exception e) when (Refusals.IsRunningAlready(e))
        {
            // Two concurrent starts: it is enough that one runs.
            return false;
        }
    }
}
