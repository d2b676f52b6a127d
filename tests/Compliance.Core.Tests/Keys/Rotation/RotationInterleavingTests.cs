using Compliance.Core.Tests.Recordings.State;
using Compliance.Core.Tests.SubjectRequests.Erasure;
using Compliance.Keys;
using Compliance.Model;
using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.Keys.Rotation;

/// <summary>
/// A rotation, and whatever else changes the key ring, between two storage calls of one another, at calls that a seed chooses
/// (so many of each pair); and a host that dies at any of them. Afterwards what was shredded is
/// gone, and everything else is under the current version and opens to what it was.
/// </summary>
public sealed class RotationInterleavingTests(AzuriteFixture azurite)
{
    const string Rotate = "rotate";

    static readonly Dictionary<string, Func<RecordingBench, Subject, Task>> Operations = new(StringComparer.Ordinal)
    {
        [Rotate] = (host, _) => host.RotateAsync(),
        ["rotate anew"] = async (host, _) =>
        {
            await host.NewVersionAsync();
            await host.RotateAsync();
        },
        ["shred"] = (host, x) => host.Get<KeyRing>().ShredAsync(host.Store, x.Recording, Cancellation),
        ["add a generation"] = (host, x) => host.Get<KeyRing>().AddGenerationAsync(host.Store, x.Recording, 2, Cancellation),
        ["advance"] = (host, x) => host.Get<KeyRing>().AdvanceAsync(host.Store, x.Recording, minSequence: 9, generation: 1, Cancellation),
        ["add and advance"] = async (host, x) =>
        {
            await host.Get<KeyRing>().AddGenerationAsync(host.Store, x.Recording, 2, Cancellation);
            await host.Get<KeyRing>().AdvanceAsync(host.Store, x.Recording, minSequence: 9, generation: 2, Cancellation);
        },
        ["add and shred"] = async (host, x) =>
        {
            await host.Get<KeyRing>().AddGenerationAsync(host.Store, x.Recording, 2, Cancellation);
            await host.Get<KeyRing>().ShredAsync(host.Store, x.Recording, Cancellation);
        },
        ["end the request"] = (host, x) => host.Get<TenantSecrets>().RemoveAsync(host.Store.Scope, $"requests/{x.Request}", Cancellation),
        ["erase"] = (host, x) => host.EraseAsync(x.Recording, x.Order!),
        ["seal again"] = (host, x) => host.SealAsync(x.Recording),
    };

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [SoakData(12)]
    public Task What_changes_the_key_ring_beside_a_rotation(int most) => RunAsync(
        most,
        KeysAsync,
        [Rotate],
        ["rotate", "rotate anew", "shred", "add a generation", "advance", "add and advance", "add and shred", "end the request"]);

    [Theory]
    [InlineData(1)]
    [SoakData(12)]
    public Task A_rotation_beside_what_changes_the_key_ring(int most) => RunAsync(
        most,
        KeysAsync, ["shred", "add a generation", "advance", "add and advance", "add and shred", "end the request"], [Rotate]);

    [Theory]
    [InlineData(1)]
    [SoakData(12)]
    public Task Erasing_and_sealing_beside_a_rotation(int most) => RunAsync(most, SealedAsync, [Rotate], ["erase", "seal again"]);

    [Theory]
    [InlineData(1)]
    [SoakData(12)]
    public Task A_rotation_beside_erasing_and_sealing(int most) => RunAsync(most, SealedAsync, ["erase", "seal again"], [Rotate]);

    [Theory]
    [InlineData(4)]
    [SoakData(48)]
    public async Task A_host_that_dies_anywhere_leaves_a_rotation_that_goes_on(int most)
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var interruption = new Interruption();
        await using var dying = bench.Beside(interruption);
        await bench.NewKeyAsync();
        await bench.NewVersionAsync();
        var calls = await TryAsync(at: 0);
        var points = Enumerable.Range(1, calls).ToArray();
        new Random(Seeds.Current).Shuffle(points);
        foreach (var at in points.Take(most))
        {
            await TryAsync(at);
        }

        async Task<int> TryAsync(int at)
        {
            var subject = await KeysAsync(bench);
            interruption.Before(at, () => throw new IOException("The host died."));
            var died = at > 0;
            try
            {
                await dying.RotateAsync();
                Assert.False(died);
            }
            catch (IOException) when (died)
            {
            }

            var seen = interruption.Seen;
            interruption.Before(0, null);
            await FinishAsync(bench, subject, "", died ? $"died before call {at}" : "");
            return seen;
        }
    }

    async Task RunAsync(int most, Func<RecordingBench, Task<Subject>> prepare, string[] first, string[] second)
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var interruption = new Interruption();
        await using var host = bench.Beside(interruption);
        await bench.NewKeyAsync();
        await bench.NewVersionAsync();
        var random = new Random(Seeds.Current);
        foreach (var outer in first)
        {
            var calls = await TryAsync(outer, second[0], at: 0);
            TestContext.Current.TestOutputHelper?.WriteLine($"'{outer}': {calls} calls");
            foreach (var inner in second)
            {
                var all = Enumerable.Range(1, calls).ToArray();
                random.Shuffle(all);
                foreach (var at in all.Take(most))
                {
                    await TryAsync(outer, inner, at);
                }
            }
        }

        async Task<int> TryAsync(string outer, string inner, int at)
        {
            var subject = await prepare(bench);
            interruption.Before(at, () => Operations[inner](bench, subject));
            await Operations[outer](host, subject);
            var seen = interruption.Seen;
            interruption.Before(0, null);
            if (seen < at)
            {
                // Hosts that are at it together do not always make as many calls.
                await Operations[inner](bench, subject);
            }

            var done = at == 0 ? outer : outer == Rotate ? inner : outer;
            await FinishAsync(bench, subject, done, $"'{inner}' before call {at} of '{outer}'");
            return seen;
        }
    }

    /// <summary>What the timer does, and then what must hold.</summary>
    static async Task FinishAsync(RecordingBench bench, Subject subject, string done, string what)
    {
        try
        {
            await bench.TurnToEndAsync();
            bench.Clock.Advance(TimeSpan.FromDays(1));
            var rotation = await bench.TurnToEndAsync();
            Assert.Equal(RotationState.Completed, rotation.State);
            Assert.Equal((rotation.Total, 0L), (rotation.Done + rotation.Gone, rotation.Failed));
            await bench.AssertCurrentAsync();
            await subject.AssertAsync(bench, done);
            var entries = bench.Audit.Entries.Where(x => x.Event == RotationAudit.Rewrapped).ToLookup(x => x.Phase, x => x.Operation);
            Assert.Equal(
                entries[Compliance.Audit.AuditPhase.Intent].Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
                entries[Compliance.Audit.AuditPhase.Done].Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        }
        catch (Exception e) when (what.Length > 0)
        {
            throw new InvalidOperationException($"{what}: {e.Message}", e);
        }
    }

    /// <summary>Records alone, as a host made them that had not noticed the new version.</summary>
    static async Task<Subject> KeysAsync(RecordingBench bench)
    {
        await ClearAsync(bench);
        bench.Vaults.Lags = true;
        var (recording, request) = (await bench.NewKeyAsync(), await bench.NewRequestKeyAsync());
        await bench.Get<KeyRing>().AdvanceAsync(bench.Store, recording, minSequence: 3, generation: 1, Cancellation);
        bench.Vaults.Lags = false;
        return await Subject.OfAsync(bench, recording, request, order: null);
    }

    /// <summary>A sealed recording with a late file that has arrived.</summary>
    static async Task<Subject> SealedAsync(RecordingBench bench)
    {
        await ClearAsync(bench);
        bench.Vaults.Lags = true;
        var order = await bench.OrderAsync();
        var recording = await bench.SealedAsync();
        await bench.AnnounceLateAsync(recording);
        await bench.UploadAsync(recording, 1);
        bench.Vaults.Lags = false;
        return await Subject.OfAsync(bench, recording, order.Request, order);
    }

    /// <summary>Takes away what an earlier try left, so that a rotation makes the same calls each time.</summary>
    static async Task ClearAsync(RecordingBench bench)
    {
        foreach (var name in (await bench.UnderAsync()).Keys.Where(x => x.StartsWith("recordings/", StringComparison.Ordinal)
            || x.StartsWith("requests/", StringComparison.Ordinal)))
        {
            await bench.Store.Keyring.DeleteBlobIfExistsAsync(name, cancellationToken: Cancellation);
        }

        await bench.Store.State.DeleteBlobIfExistsAsync(RotationStore.BlobName, cancellationToken: Cancellation);
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
    }

    /// <summary>A recording's key and a request's, and what they open to.</summary>
    sealed record Subject(
        RecordingId Recording, SubjectRequestId Request, ErasureOrder? Order, byte[] Key, byte[] RequestKey, long MinSequence)
    {
        public static async Task<Subject> OfAsync(
            RecordingBench bench, RecordingId recording, SubjectRequestId request, ErasureOrder? order)
        {
            using var key = await bench.Get<KeyRing>().FindAsync(bench.Store, recording, 1, Cancellation);
            using var other = await bench.Get<TenantSecrets>().FindAsync(bench.Store.Scope, $"requests/{request}", Cancellation);
            return new Subject(recording, request, order, key!.Bytes.Reveal().ToArray(), other!.Reveal().ToArray(), key.MinSequence);
        }

        public async Task AssertAsync(RecordingBench bench, string done)
        {
            // A host of its own: nothing is cached.
            await using var host = bench.Beside(new Interruption());
            using var request = await host.Get<TenantSecrets>().FindAsync(host.Store.Scope, $"requests/{Request}", Cancellation);
            Assert.Equal(done is "end the request" ? null : RequestKey, request?.Reveal().ToArray());
            var ring = host.Get<KeyRing>();
            using var first = await ring.FindAsync(host.Store, Recording, 1, Cancellation);
            using var second = await ring.FindAsync(host.Store, Recording, 2, Cancellation);
            switch (done)
            {
                case "shred" or "add and shred" or "erase":
                    Assert.False(await ring.ExistsAsync(host.Store, Recording, Cancellation));
                    await (Order is null ? Task.CompletedTask : bench.AssertErasedAsync(Recording, Order));
                    return;
                case "seal again":
                    Assert.Null(first);
                    await Settled.CheckAsync(bench, Recording);
                    return;
                case "add and advance":
                    Assert.Null(first);
                    Assert.Equal(9, second!.MinSequence);
                    break;
                default:
                    Assert.Equal(Key, first!.Bytes.Reveal().ToArray());
                    Assert.Equal(done is "advance" ? 9 : MinSequence, first.MinSequence);
                    Assert.Equal(done is "add a generation", second is not null);
                    break;
            }

            if (Order is null)
            {
                Assert.Equal($"call-of-{Recording}", await ring.FindCallIdAsync(host.Store, Recording, Cancellation));
            }
        }
    }
}
