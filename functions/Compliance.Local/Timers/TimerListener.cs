using Compliance.Local.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Compliance.Local.Timers;

/// <summary>
/// Runs timer functions when they are due, one at a time across all hosts. A timer that was missed while no host ran runs at the start.
/// </summary>
sealed class TimerListener(FunctionRunner runner, TimerTable table, TimeProvider clock, ILogger<LocalHost> log)
{
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Lateness = TimeSpan.FromSeconds(5);

    readonly Dictionary<string, Entry> timers = new(StringComparer.OrdinalIgnoreCase);

    public IEnumerable<IListener> Listeners =>
        timers.Values.Select(x => new Loop(x.Function.Name, cancellationToken => RunAsync(x, cancellationToken)));

    /// <param name="atStart">Also run it now.</param>
    /// <exception cref="LocalStartException">The schedule is invalid.</exception>
    public void Add(FunctionDescriptor function, bool atStart, IConfiguration configuration)
    {
        var declared = function.Trigger.Required("schedule");
        var text = declared.StartsWith('%') && declared.EndsWith('%')
            ? configuration[declared.Trim('%')]
                ?? throw new LocalStartException($"Timer '{function.Name}' takes its schedule from setting {declared}, which is not set.")
            : declared;
        if (!CronSchedule.TryParse(text, out var schedule, out var error))
        {
            throw new LocalStartException($"The schedule '{text}' of timer '{function.Name}' is invalid: {error}.");
        }

        var now = clock.GetUtcNow();
        var next = schedule.After(now) ?? throw new LocalStartException($"The schedule '{text}' of timer '{function.Name}' never occurs.");
        timers.Add(function.Name, new Entry(function, schedule));
        table.Register(function.Name, text, atStart ? now : next, atStart);
    }

    /// <summary>Runs a timer now.</summary>
    /// <returns>Whether the function succeeded; null if there is no timer of this name or it is running already.</returns>
    public async Task<bool?> RunNowAsync(string function, CancellationToken cancellationToken) =>
        timers.TryGetValue(function, out var entry) && table.TryClaim(entry.Function.Name, clock.GetUtcNow(), evenIfEarly: true) is { } row
            ? await CallAsync(entry, row, early: true, cancellationToken)
            : null;

    async Task RunAsync(Entry entry, CancellationToken cancellationToken)
    {
        while (true)
        {
            var now = clock.GetUtcNow();
            if (table.TryClaim(entry.Function.Name, now, evenIfEarly: false) is { } row)
            {
                await CallAsync(entry, row, early: false, cancellationToken);
            }

            now = clock.GetUtcNow();
            var due = (entry.Schedule.After(now) ?? now + LongestPause) - now;
            await Task.Delay(due < LongestPause ? due : LongestPause, clock, cancellationToken);
        }
    }

    async Task<bool> CallAsync(Entry entry, TimerTable.Row row, bool early, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var next = entry.Schedule.After(now) ?? DateTimeOffset.MaxValue;
        var info = new TimerInfo
        {
            IsPastDue = !early && now - row.Next > Lateness,
            ScheduleStatus = new ScheduleStatus
            {
                Last = row.Last.UtcDateTime,
                Next = next.UtcDateTime,
                LastUpdated = row.Last.UtcDateTime,
            },
        };
        var success = false;
        try
        {
            await runner.RunAsync(entry.Function, new FunctionEvent { Value = info }, cancellationToken);
            success = true;
        }
        catch (Exception surprise) when (!cancellationToken.IsCancellationRequested)
        {
            // A timer is not retried: its next occurrence is its next attempt.
            log.FunctionFailed(entry.Function.Name, surprise);
        }
        finally
        {
            // A run that the end of the host interrupted stays due, so that the next start runs it.
            table.Finish(
                entry.Function.Name, success ? now : row.Last, cancellationToken.IsCancellationRequested || early ? row.Next : next);
        }

        return success;
    }

    sealed record Entry(FunctionDescriptor Function, CronSchedule Schedule);

    sealed class Loop(string name, Func<CancellationToken, Task> run) : IListener
    {
        public string Name => name;

        public Task RunAsync(CancellationToken cancellationToken) => run(cancellationToken);
    }
}
