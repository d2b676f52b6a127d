using Compliance.Core.Tests.Recordings.State;
using Compliance.Keys;
using Compliance.Model;

namespace Compliance.Core.Tests.Keys;

public sealed class KeyRingTests(AzuriteFixture azurite)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CreateAsync_Twice_KeepsTheFirstKey()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var (ring, id) = (bench.Get<KeyRing>(), RecordingId.New(bench.Clock));

        await ring.CreateAsync(bench.Store, id, Cancellation);
        using var first = await ring.FindAsync(bench.Store, id, 1, Cancellation);
        await ring.CreateAsync(bench.Store, id, Cancellation);
        await using var other = bench.Beside(new Interruption());
        using var unwrapped = await other.Get<KeyRing>().FindAsync(other.Store, id, 1, Cancellation);

        Assert.Equal(first!.Bytes.Reveal(), unwrapped!.Bytes.Reveal());
    }

    [Fact]
    public async Task AddGenerationAsync_Twice_AddsOneKey()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var (ring, id) = (bench.Get<KeyRing>(), RecordingId.New(bench.Clock));
        await ring.CreateAsync(bench.Store, id, Cancellation);

        Assert.NotNull(await ring.AddGenerationAsync(bench.Store, id, 2, Cancellation));
        using var key = await ring.FindAsync(bench.Store, id, 2, Cancellation);
        Assert.NotNull(await ring.AddGenerationAsync(bench.Store, id, 2, Cancellation));
        using var again = await ring.FindAsync(bench.Store, id, 2, Cancellation);
        using var first = await ring.FindAsync(bench.Store, id, 1, Cancellation);

        Assert.Equal(key!.Bytes.Reveal(), again!.Bytes.Reveal());
        Assert.NotEqual(first!.Bytes.Reveal().ToArray(), key.Bytes.Reveal().ToArray());
    }

    [Fact]
    public async Task AdvanceAsync_DropsOlderKeysAndNeverGoesBack()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var (ring, id) = (bench.Get<KeyRing>(), RecordingId.New(bench.Clock));
        await ring.CreateAsync(bench.Store, id, Cancellation);
        await ring.AddGenerationAsync(bench.Store, id, 2, Cancellation);

        Assert.NotNull(await ring.AdvanceAsync(bench.Store, id, minSequence: 5, generation: 2, Cancellation));
        Assert.NotNull(await ring.AdvanceAsync(bench.Store, id, minSequence: 3, generation: 1, Cancellation));

        Assert.Null(await ring.FindAsync(bench.Store, id, 1, Cancellation));
        using var key = await ring.FindAsync(bench.Store, id, 2, Cancellation);
        Assert.Equal(5, key!.MinSequence);
    }

    [Fact]
    public async Task ShredAsync_LeavesNothingThatComesBack()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var (ring, id) = (bench.Get<KeyRing>(), RecordingId.New(bench.Clock));
        await ring.CreateAsync(bench.Store, id, Cancellation);
        await bench.Store.Keyring.GetBlobClient($"recordings/{id}").CreateSnapshotAsync(cancellationToken: Cancellation);

        await ring.ShredAsync(bench.Store, id, Cancellation);

        Assert.Null(await ring.FindAsync(bench.Store, id, 1, Cancellation));
        Assert.Null(await ring.AddGenerationAsync(bench.Store, id, 2, Cancellation));
        Assert.Null(await ring.AdvanceAsync(bench.Store, id, 1, 0, Cancellation));
        Assert.Empty(await RecordingBench.NamesAsync(bench.Store.Keyring, $"recordings/{id}"));
    }

    [Fact]
    public async Task FindAsync_WhatThisProcessMade_IsKnownWithoutTheVault()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var (ring, id) = (bench.Get<KeyRing>(), RecordingId.New(bench.Clock));

        await ring.CreateAsync(bench.Store, id, Cancellation);

        // The recording's key, and the integrity key that its record is authenticated with.
        Assert.Equal(2, bench.Get<UnwrappedKeyCache>().Count);
    }
}
