using Compliance.Core.Tests.Recordings.State;
using Compliance.Model;
using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.SubjectRequests.Erasure;

/// <summary>
/// A host dies before a storage call of an erasure, at calls that a seed chooses. The timer finishes what was begun, or the request's retry does; either way it is as if nothing had happened.
/// </summary>
public sealed class KilledErasureTests(AzuriteFixture azurite)
{
    [Theory]
    [InlineData(6)]
    [SoakData(72)]
    public async Task An_erasure_that_died_anywhere_is_finished_by_the_timer_or_the_next_try(int most)
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var interruption = new Interruption();
        await using var dying = bench.Beside(interruption);
        var order = await bench.OrderAsync();
        await dying.EraseAsync(await PrepareAsync(bench), order);
        interruption.Before(0, null);
        await dying.EraseAsync(await PrepareAsync(bench), order);
        var points = Enumerable.Range(1, interruption.Seen).ToArray();
        TestContext.Current.TestOutputHelper?.WriteLine($"{points.Length} storage calls");
        new Random(Seeds.Current).Shuffle(points);
        foreach (var at in points.Take(most))
        {
            var id = await PrepareAsync(bench);
            interruption.Before(at, () => throw new IOException("The host died."));
            await Assert.ThrowsAnyAsync<IOException>(() => dying.EraseAsync(id, order));
            interruption.Before(0, null);
            var begun = (await bench.DocumentAsync(id)).State is RecordingState.Erasing or RecordingState.Erased;
            if (begun && at % 2 == 0)
            {
                Assert.Empty(await bench.ReconcileAsync());
            }

            var outcome = await bench.EraseAsync(id, order);

            Assert.Equal((OutcomeKind.Erased, true), (outcome.Outcome, outcome.ShreddedAt is not null));
            Assert.Empty(await bench.ReconcileAsync());
            await bench.AssertErasedAsync(id, order);
        }
    }

    [Theory]
    [InlineData(6)]
    [SoakData(72)]
    public async Task Two_hosts_that_erase_at_once_leave_one_erasure(int most)
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var interruption = new Interruption();
        await using var host = bench.Beside(interruption);
        var order = await bench.OrderAsync();
        await host.EraseAsync(await PrepareAsync(bench), order);
        interruption.Before(0, null);
        await host.EraseAsync(await PrepareAsync(bench), order);
        var points = Enumerable.Range(1, interruption.Seen).ToArray();
        TestContext.Current.TestOutputHelper?.WriteLine($"{points.Length} storage calls");
        new Random(Seeds.Current).Shuffle(points);
        foreach (var at in points.Take(most))
        {
            var id = await PrepareAsync(bench);
            var other = at % 2 == 0 ? order : await bench.OrderAsync();
            RecordingOutcome? inner = null;
            interruption.Before(at, async () => inner = await bench.EraseAsync(id, other));

            var outcome = await host.EraseAsync(id, order);

            interruption.Before(0, null);
            // Of two requests the one that comes when all is over finds nothing.
            Assert.True(outcome.Outcome is OutcomeKind.Erased || inner!.Outcome is OutcomeKind.Erased, $"{at}: {outcome} {inner}");
            Assert.True(other != order || outcome == inner, $"{at}: {outcome} {inner}");
            Assert.Empty(await bench.ReconcileAsync());
            await bench.AssertErasedAsync(id, (await bench.DocumentAsync(id)).Certificate == order.CertificatePath ? order : other);
        }
    }

    /// <summary>With an upload under way, so that there is something of everything.</summary>
    static async Task<RecordingId> PrepareAsync(RecordingBench bench)
    {
        var id = await bench.SealedAsync();
        await bench.AnnounceLateAsync(id);
        await bench.UploadAsync(id, 1);
        return id;
    }
}
