using Compliance.Keys;
using Compliance.Sealing;

namespace Compliance.Core.Tests.Keys;

public sealed class UnwrappedKeyCacheTests : IDisposable
{
    readonly FakeTimeProvider clock = new(Clocks.Start);
    readonly UnwrappedKeyCache cache;
    int unwraps;

    public UnwrappedKeyCacheTests() => cache = new UnwrappedKeyCache(clock, capacity: 3);

    public void Dispose() => cache.Dispose();

    [Fact]
    public async Task GetAsync_WithinItsLifetime_UnwrapsOnceAndHandsOutCopies()
    {
        using var first = await GetAsync("a");
        first.Dispose();
        clock.Advance(TimeSpan.FromSeconds(59));

        using var second = await GetAsync("a");

        Assert.Equal(1, unwraps);
        Assert.Equal(1, second.Reveal()[0]);
    }

    [Fact]
    public async Task GetAsync_AfterSixtySeconds_UnwrapsAgain()
    {
        using var first = await GetAsync("a");
        clock.Advance(UnwrappedKeyCache.Lifetime);

        using var second = await GetAsync("a");

        Assert.Equal(2, unwraps);
    }

    [Fact]
    public async Task Expired_NobodyAsks_IsZeroedByTheClock()
    {
        using var first = await GetAsync("a");
        clock.Advance(TimeSpan.FromSeconds(30));
        using var second = await GetAsync("b");

        clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(1, cache.Count);
        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(0, cache.Count);
    }

    [Fact]
    public async Task GetAsync_SlowUnwrapping_CountsAgainstTheLifetime()
    {
        using var key = await cache.GetAsync("a", token =>
        {
            clock.Advance(TimeSpan.FromSeconds(45));
            return Unwrap(token);
        }, TestContext.Current.CancellationToken);

        clock.Advance(TimeSpan.FromSeconds(16));

        Assert.False(cache.TryGet("a", out _));
    }

    [Fact]
    public async Task Full_TheOneThatExpiresFirst_MakesRoom()
    {
        foreach (var id in (string[])["a", "b", "c", "d"])
        {
            (await GetAsync(id)).Dispose();
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(3, cache.Count);
        Assert.False(cache.TryGet("a", out _));
        Assert.True(cache.TryGet("d", out var last));
        last.Dispose();
    }

    [Fact]
    public async Task Forget_HeldKey_IsGone()
    {
        (await GetAsync("a")).Dispose();

        cache.Forget("a");

        Assert.False(cache.TryGet("a", out _));
    }

    [Fact]
    public async Task Forget_DuringAnUnwrapping_KeepsItOutOfTheCache()
    {
        using var key = await cache.GetAsync("a", token =>
        {
            cache.Forget("a");
            return Unwrap(token);
        }, TestContext.Current.CancellationToken);

        Assert.Equal(0, cache.Count);
    }

    [Fact]
    public async Task Forget_DuringAnUnwrappingOfAnother_KeepsThatOne()
    {
        using var key = await cache.GetAsync("a", token =>
        {
            cache.Forget("b");
            return Unwrap(token);
        }, TestContext.Current.CancellationToken);

        Assert.Equal(1, cache.Count);
    }

    Task<KeyBytes> GetAsync(string id) => cache.GetAsync(id, Unwrap, TestContext.Current.CancellationToken);

    Task<KeyBytes> Unwrap(CancellationToken cancellationToken)
    {
        unwraps++;
        return Task.FromResult(KeyBytes.From(Enumerable.Repeat((byte)unwraps, KeyBytes.Length).ToArray()));
    }
}
