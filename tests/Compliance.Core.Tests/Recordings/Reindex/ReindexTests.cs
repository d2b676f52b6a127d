using Compliance.Audit;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Identities;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Settings;
using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.Recordings.Reindex;

/// <summary>An index with entries by a former spelling of identities, which wrote numbers without <c>+</c> and e-mail as it came.</summary>
public sealed class ReindexTests(AzuriteFixture azurite)
{
    const string Number = "+44 7700 900123";

    static readonly IdentitySpelling Former = new(0, (_, type, text) => type switch
    {
        IdentityType.Phone => string.Concat(text.Where(char.IsAsciiDigit)),
        IdentityType.Email => text,
        _ => null,
    });

    static readonly IdentityNormalizer Normalizer = new("GB", [Former]);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void A_text_is_asked_for_in_every_spelling_and_is_the_same_identity()
    {
        var (national, international) = (Of(IdentityType.Phone, "07700 900123"), Of(IdentityType.Phone, Number));

        Assert.Equal(national, international);
        Assert.Equal(["07700900123", "447700900123"], national.Earlier.Order(StringComparer.Ordinal));
        Assert.Equal(["447700900123"], international.Earlier);
        Assert.Empty(new IdentityNormalizer("GB").TryNormalize(IdentityType.Phone, Number, out var today) ? today.Earlier : ["none"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Both_are_found_before_the_job_and_after_it_by_index_and_second_source(bool withoutIndex)
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var (former, current) = (await FormerAsync(bench), await SealedAsync(bench));
        if (withoutIndex)
        {
            foreach (var name in await RecordingBench.NamesAsync(bench.Store.Index, ""))
            {
                await bench.Store.Index.DeleteBlobAsync(name, cancellationToken: Cancellation);
            }
        }

        await AssertFoundAsync(bench, Normalizer, [former, current]);
        Assert.DoesNotContain(former, await FindAsync(bench, new IdentityNormalizer("GB")));

        await ReindexAsync(bench);

        await AssertFoundAsync(bench, new IdentityNormalizer("GB"), [former, current]);
        await Settled.CheckAsync(bench, former);
    }

    [Fact]
    public async Task It_begins_by_itself_once_and_again_only_when_asked()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var (former, current) = (await FormerAsync(bench), await SealedAsync(bench));
        var reindex = bench.Get<IdentityReindex>();
        Assert.False(await reindex.IsDueAsync(bench.Store, Cancellation));
        await FormerVersionAsync(bench);

        Assert.True(await reindex.IsDueAsync(bench.Store, Cancellation));
        Assert.False(await reindex.AskAsync(bench.Store, RecordingBench.Actor, Cancellation));
        var ended = await EndAsync(bench);

        Assert.Equal((ReindexState.Completed, IdentitySpellings.Current), (ended.State, ended.Version));
        Assert.Equal((2L, 2L, 1L, 0L), (ended.Total, ended.Done, ended.Written, ended.Failed));
        Assert.False(await reindex.IsDueAsync(bench.Store, Cancellation));
        Assert.Contains(bench.Audit.Entries, x => x is { Event: "recording.reindexed", Phase: AuditPhase.Done });
        var before = await RecordingBench.NamesAsync(bench.Store.Index, "");
        await ReindexAsync(bench);
        Assert.Equal(before, await RecordingBench.NamesAsync(bench.Store.Index, ""));
        Assert.Equal(0, (await reindex.ReadAsync(bench.Store, Cancellation)).Written);
        foreach (var id in (RecordingId[])[former, current])
        {
            await Settled.CheckAsync(bench, id);
        }
    }

    [Fact]
    public async Task A_step_that_died_is_repeated()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        RecordingId[] ids = [await FormerAsync(bench), await FormerAsync(bench)];
        await bench.Get<IdentityReindex>().AskAsync(bench.Store, RecordingBench.Actor, Cancellation);

        // What a step did before it died, without its note of it.
        await bench.Get<RecordingReindex>().WriteAsync(bench.Store, ids[0], new TenantSettings(), Cancellation);
        var ended = await EndAsync(bench);

        Assert.Equal((2L, 1L), (ended.Done, ended.Written));
        await AssertFoundAsync(bench, new IdentityNormalizer("GB"), ids);
    }

    static NormalizedIdentity Of(IdentityType type, string text) =>
        Normalizer.TryNormalize(type, text, out var identity) ? identity : throw new InvalidOperationException("It is none.");

    static Task<RecordingId> SealedAsync(RecordingBench bench) =>
        bench.SealedAsync(ticket: bench.Ticket(caller: $"\"phone\":\"{Number}\""));

    /// <summary>A recording as a host with the former spelling would have indexed it.</summary>
    static async Task<RecordingId> FormerAsync(RecordingBench bench)
    {
        var id = await SealedAsync(bench);
        using var recording = await bench.Get<ManifestReader>().FindAsync(bench.Store, id, Cancellation);
        using var secret = await bench.Get<IndexSecretReader>().OpenAsync(bench.Store, Cancellation);
        var (today, then) = (secret.Tokens.Token("phone", "+447700900123").Value, secret.Tokens.Token("phone", "447700900123").Value);
        var manifest = recording!.Manifest with
        {
            Sequence = recording.Manifest.Sequence + 1,
            Spelling = Former.Version,
            IndexEntries = [.. recording.Manifest.IndexEntries
                .Select(x => x.Replace(today, then, StringComparison.Ordinal)).Order(StringComparer.Ordinal)],
        };
        Assert.NotNull(await bench.Get<RecordingStateStore>().TryReplaceAsync(
            bench.Store, recording.Stored, ManifestSeal.Put(recording.Document, manifest, recording.Key), Cancellation));
        await bench.Get<RecordingIndex>().PutAsync(bench.Store, manifest.IndexEntries, Cancellation);
        await bench.Get<RecordingIndex>().RemoveAsync(
            bench.Store, recording.Manifest.IndexEntries.Except(manifest.IndexEntries, StringComparer.Ordinal), Cancellation);
        return id;
    }

    static async Task FormerVersionAsync(RecordingBench bench)
    {
        var store = bench.Get<ReindexStore>();
        var stored = await store.ReadAsync(bench.Store, Cancellation);
        Assert.True(await store.TryWriteAsync(
            bench.Store, stored, new ReindexDocument { Version = Former.Version }, Cancellation));
    }

    static async Task AssertFoundAsync(RecordingBench bench, IdentityNormalizer normalizer, IEnumerable<RecordingId> expected)
    {
        var found = await FindAsync(bench, normalizer);
        Assert.Equal(expected.Select(x => x.Value).Order(), found.Select(x => x.Value).Order());
    }

    static async Task<IReadOnlyList<RecordingId>> FindAsync(RecordingBench bench, IdentityNormalizer normalizer)
    {
        Assert.True(normalizer.TryNormalize(IdentityType.Phone, "07700 900123", out var phone));
        return await bench.Get<SubjectFinder>().FindAsync(bench.Store, [phone], Cancellation, everywhere: true)
            .Select(x => x.RecordingId).ToListAsync(Cancellation);
    }

    static async Task ReindexAsync(RecordingBench bench)
    {
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await bench.Get<IdentityReindex>().AskAsync(bench.Store, RecordingBench.Actor, Cancellation));
        await EndAsync(bench);
    }

    static async Task<ReindexView> EndAsync(RecordingBench bench)
    {
        var reindex = bench.Get<IdentityReindex>();
        while (!(await reindex.TurnAsync(bench.Store.Scope, Cancellation)).Ended)
        {
        }

        return await reindex.ReadAsync(bench.Store, Cancellation);
    }
}
