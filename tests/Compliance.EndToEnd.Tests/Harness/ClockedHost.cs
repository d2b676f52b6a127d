using Compliance.Functions.Retention;

namespace Compliance.EndToEnd.Tests.Harness;

/// <summary>A host of a test class's own, whose time the tests move.</summary>
public sealed class ClockedHost : IAsyncLifetime
{
    readonly ShiftedClock clock = new();
    AppHost? app;

    public AppHost App => app ?? throw new InvalidOperationException("The host has not started.");

    public Api Api => App.Api;

    /// <summary>
    /// Lets time pass. Tokens of before may no longer be valid, so new ones are taken; and the timer that has come due runs now, not beside
    /// the next request: storage keeps the machine's time, so work just begun would look hours old to it.
    /// </summary>
    public async Task PassAsync(TimeSpan time)
    {
        clock.Advance(time);
        Api.ForgetTokens();
        await Api.RunTimerAsync("ReconcileRecordings");
    }

    /// <summary>Without the timer of the retention: the calls of these tests began in March, and none is kept for years.</summary>
    public async ValueTask InitializeAsync() => app = await AppHost.StartAsync(
        CancellationToken.None, clock, functionTypes: x => x != typeof(DeleteDueTriggers));

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }
    }
}
