using Compliance.Keys;
using Compliance.Local.Hosting;
using Compliance.Tenancy;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Tests.Keys;

public sealed class KeyVaultThrottleTests
{
    static readonly TenantId Acme = TenantId.Parse("acme");

    readonly FakeTimeProvider clock = new(Clocks.Start);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ten_keys_a_second_by_default_at_even_distances()
    {
        var pace = Pace(new KeyRotationOptions());
        var calls = Enumerable.Range(0, 21).Select(_ => pace.WaitAsync(Acme, Cancellation)).ToList();
        Assert.Equal(1, Through(calls));

        for (var tenths = 1; tenths <= 20; tenths++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            await SettleAsync(calls, tenths + 1);
        }
    }

    [Fact]
    public async Task An_idle_vault_saves_nothing_up()
    {
        var pace = Pace(new KeyRotationOptions { VaultCallsPerTenSeconds = 1000, VaultShare = 0.5 });
        await pace.WaitAsync(Acme, Cancellation);
        clock.Advance(TimeSpan.FromMinutes(1));

        var calls = Enumerable.Range(0, 3).Select(_ => pace.WaitAsync(Acme, Cancellation)).ToList();

        Assert.Equal(1, Through(calls));
        clock.Advance(TimeSpan.FromMilliseconds(20));
        await SettleAsync(calls, 2);
    }

    [Fact]
    public async Task Calls_made_without_waiting_are_waited_for_by_the_next()
    {
        var pace = Pace(new KeyRotationOptions());
        await pace.WaitAsync(Acme, Cancellation);
        pace.Charge(Acme, 2);

        var next = pace.WaitAsync(Acme, Cancellation);

        clock.Advance(TimeSpan.FromMilliseconds(299));
        Assert.False(next.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        await next;
    }

    [Fact]
    public async Task Each_tenant_has_its_own_vault()
    {
        var pace = Pace(new KeyRotationOptions());
        await pace.WaitAsync(Acme, Cancellation);

        Assert.True(pace.WaitAsync(TenantId.Parse("globex"), Cancellation).IsCompletedSuccessfully);
        Assert.False(pace.WaitAsync(Acme, Cancellation).IsCompleted);
    }

    [Theory]
    [InlineData("VaultShare", "0", false)]
    [InlineData("VaultShare", "-0.1", false)]
    [InlineData("VaultShare", "1.1", false)]
    [InlineData("VaultShare", "NaN", false)]
    [InlineData("VaultShare", "1", true)]
    [InlineData("VaultCallsPerTenSeconds", "0", false)]
    [InlineData("VaultCallsPerTenSeconds", "1000", true)]
    public void A_host_starts_with_a_share_only(string name, string value, bool starts)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { [$"{KeyRotationOptions.Section}:{name}"] = value };
        var services = new ServiceCollection();
        new LocalWorkerBuilder(services).AddCompliance(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        using var provider = services.BuildServiceProvider();
        var options = provider.GetRequiredService<IOptions<KeyRotationOptions>>();

        var fault = Record.Exception(() => options.Value);

        Assert.Equal(starts, fault is null);
        Assert.True(starts || fault is OptionsValidationException);
    }

    KeyVaultThrottle Pace(KeyRotationOptions options) => new(Options.Create(options), clock);

    static int Through(IEnumerable<Task> calls) => calls.Count(x => x.IsCompletedSuccessfully);

    /// <summary>A timer's task ends just after the clock moved, on another thread.</summary>
    static async Task SettleAsync(IReadOnlyList<Task> calls, int through)
    {
        await Task.WhenAll(calls.Take(through)).WaitAsync(TimeSpan.FromMinutes(2), Cancellation);
        Assert.Equal(through, Through(calls));
    }
}
