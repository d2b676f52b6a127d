using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Model;

namespace Compliance.Core.Tests.SubjectRequests.Export;

/// <summary>
/// A package is put together again while something else happens, or the host dies, before storage calls that a seed chooses
/// (so many of each pair). What is handed out afterwards is what the register says it is.
/// </summary>
public sealed class ReviewInterleavingTests(AzuriteFixture azurite)
{
    static readonly Dictionary<string, Func<ReviewBench, RecordingBench, Task>> Operations = new(StringComparer.Ordinal)
    {
        ["redact"] = async (bench, host) =>
        {
            await bench.RedactAsync(host);
            await bench.DriveAsync(host);
        },
        ["redact otherwise"] = async (bench, host) =>
        {
            await bench.RedactAsync(host, recording: 1);
            await bench.DriveAsync(host);
        },
        ["release"] = async (bench, host) => await bench.ReleaseAsync(host, 1),
        ["answer"] = async (bench, host) => await bench.AnswerAsync(host),
        ["erase"] = (bench, host) => bench.EraseAsync(host),
        ["drive"] = (bench, host) => bench.DriveAsync(host),
    };

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [SoakData(12)]
    public Task Keeping_back_beside_what_others_do(int most) =>
        RunAsync(most, ["redact"], ["redact otherwise", "release", "answer", "erase", "drive"]);

    [Theory]
    [InlineData(1)]
    [SoakData(12)]
    public Task What_others_do_beside_keeping_back(int most) =>
        RunAsync(most, ["release", "answer", "erase"], ["redact"]);

    [Theory]
    [InlineData(3)]
    [SoakData(36)]
    public async Task A_host_that_dies_in_it_is_taken_over_from(int most)
    {
        await using var bench = await ReviewBench.CreateAsync(azurite);
        var interruption = new Interruption();
        await using var dying = bench.Beside(interruption);
        await bench.PrepareAsync();
        interruption.Before(0, null);
        await Operations["redact"](bench, dying);
        var points = Enumerable.Range(1, interruption.Seen).ToArray();
        TestContext.Current.TestOutputHelper?.WriteLine($"{points.Length} storage calls");
        new Random(Seeds.Current).Shuffle(points);
        foreach (var at in points.Take(most))
        {
            await bench.PrepareAsync();
            interruption.Before(at, () => throw new IOException("The host died."));
            await Assert.ThrowsAnyAsync<Exception>(() => Operations["redact"](bench, dying));
            interruption.Before(0, null);
            await bench.RedactAsync(bench.Home, revision: 1);
            await CheckAsync(bench, $"killed before call {at}");
            Assert.Equal(2, (await bench.DocumentAsync()).Package!.Revision);
            Assert.Equal(1, (await bench.DocumentAsync()).Package!.Redactions);
            Assert.Equal(3, (await bench.BlobsAsync()).Count);
        }
    }

    async Task RunAsync(int most, string[] first, string[] second)
    {
        await using var bench = await ReviewBench.CreateAsync(azurite);
        var interruption = new Interruption();
        await using var host = bench.Beside(interruption);
        var random = new Random(Seeds.Current);
        foreach (var outer in first)
        {
            var calls = await TryAsync(outer, second[0], at: 0);
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
            await bench.PrepareAsync();
            interruption.Before(at, () => Operations[inner](bench, bench.Home));
            try
            {
                await Operations[outer](bench, host);
            }
            catch (Exception e) when (at > 0 && e is not Xunit.Sdk.XunitException)
            {
                // A step whose ground was taken away is tried again: that is what follows.
                TestContext.Current.TestOutputHelper?.WriteLine($"'{inner}' before call {at} of '{outer}': {e.GetType().Name}");
            }

            var seen = interruption.Seen;
            interruption.Before(0, null);
            await CheckAsync(bench, $"'{inner}' before call {at} of '{outer}'");
            return seen;
        }
    }

    /// <summary>What comes by itself, and then: whatever is handed out is whole, and holds what it may.</summary>
    static async Task CheckAsync(ReviewBench bench, string what)
    {
        await bench.DriveAsync(bench.Home);
        Assert.Empty(await bench.Home.ReconcileAsync());
        var document = await bench.DocumentAsync();
        Assert.True(document.State is SubjectRequestState.AwaitingAnswer or SubjectRequestState.Completed, $"{what}: {document.State}");
        var erased = new HashSet<RecordingId>();
        foreach (var recording in bench.Recordings)
        {
            if ((await bench.Home.DocumentAsync(recording)).State is RecordingState.Erased)
            {
                erased.Add(recording);
            }
        }

        var files = await bench.UnpackAsync(reviewer: true);
        Assert.True(files is not null == document.Package is { DestroyedAt: null, Contents: not null }, $"{what}: {document.Package}");
        if (files is null)
        {
            Assert.True(erased.Count > 0, $"{what}: it is gone, and nothing was erased");
            Assert.Empty(await bench.BlobsAsync());
            return;
        }

        var listed = JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(
            JsonNode.Parse(files["package.json"])!["payload"]!.GetValue<string>()))!;
        Assert.Equal(document.Package!.Revision, listed["revision"]!.GetValue<int>());
        Assert.Equal(
            listed["files"]!.AsArray().Select(x => $"{x!["path"]} {x["sha256"]}").Order(StringComparer.Ordinal),
            files.Where(x => x.Key != "package.json").Select(
                x => $"{x.Key} {Convert.ToHexStringLower(SHA256.HashData(x.Value))}").Order(StringComparer.Ordinal));
        var set = await bench.Home.Get<Compliance.SubjectRequests.PackageRedactionStore>().FindAsync(
            bench.Home.Store, bench.Request, document.Package, Cancellation);
        foreach (var recording in bench.Recordings)
        {
            var of = files.Where(x => x.Key.Contains($"{recording}", StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal);
            Assert.True(of.Count == 0 == erased.Contains(recording), $"{what}: {recording} erased: {erased.Contains(recording)}, files: {of.Count}");
            if (of.Count > 0)
            {
                var silenced = !ReviewBench.TextOf(of).Contains(ReviewBench.Words, StringComparison.Ordinal);
                Assert.True(silenced == set.Of(recording) is not null, $"{what}: {recording} silenced: {silenced}");
                var sound = ReviewBench.Samples(of[$"media/{recording}/0.wav"], 1)[4000..8000];
                Assert.Equal(silenced, Array.TrueForAll(sound, x => x == 0));
            }
        }

        Assert.Contains(ReviewBench.Kept, Encoding.UTF8.GetString([.. files.Values.SelectMany(x => x)]), StringComparison.Ordinal);
        Assert.Empty(await RecordingBench.NamesAsync(bench.Home.Store.Requests, $"pending/{bench.Request}"));
    }
}
