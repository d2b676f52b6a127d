namespace Compliance.EndToEnd.Tests.Harness;

/// <summary>A host of a test class's own, whose time the tests move.</summary>
public sealed class ClockedHost : IAsyncLifetime
{
    readonly ManualClock clock = new();
    AppHost? app;

    public AppHost App => app ?? throw new InvalidOperationException("The host has not started.");

    public Api Api => App.Api;

    /// <summary>Lets time pass; tokens of before may no longer be valid, so new ones are taken.</summary>
    public void Pass(TimeSpan time)
    {
        clock.Advance(time);
        Api.ForgetTokens();
    }

    public async ValueTask InitializeAsync() => app = await AppHost.StartAsync(CancellationToken.None, clock);

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }
    }
}
