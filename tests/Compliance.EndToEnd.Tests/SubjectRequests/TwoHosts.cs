using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>Two hosts on one store.</summary>
public sealed class TwoHosts : IAsyncLifetime
{
    AppHost? one;
    AppHost? two;

    public AppHost One => one ?? throw new InvalidOperationException("The hosts have not started.");

    public AppHost Two => two ?? throw new InvalidOperationException("The hosts have not started.");

    public async ValueTask InitializeAsync()
    {
        one = await AppHost.StartAsync(CancellationToken.None);
        two = await AppHost.StartAsync(CancellationToken.None, folder: one.DataFolder);
    }

    public async ValueTask DisposeAsync()
    {
        if (two is not null)
        {
            await two.DisposeAsync();
        }

        if (one is not null)
        {
            await one.DisposeAsync();
        }
    }
}
