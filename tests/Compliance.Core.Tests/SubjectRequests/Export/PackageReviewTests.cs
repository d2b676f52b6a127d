using Compliance.Failures;
using Compliance.Model;

namespace Compliance.Core.Tests.SubjectRequests.Export;

/// <summary>A package between its making and its release.</summary>
public sealed class PackageReviewTests(AzuriteFixture azurite)
{
    const int Rate = 8000;

    [Fact]
    public async Task RedactAsync_ATurn_TakesItsWordsAndItsSoundAndNothingElse()
    {
        await using var bench = await ReviewBench.CreateAsync(azurite);
        await bench.PrepareAsync();
        var before = (await bench.UnpackAsync())!;
        var blobs = await bench.BlobsAsync();

        Assert.Null(await bench.RedactAsync(bench.Home, revision: 1));
        Assert.Equal(SubjectRequestState.Running, (await bench.DocumentAsync()).State);
        Assert.Null(await bench.UnpackAsync(reviewer: true));
        FailureAssert.Is(FailureKind.Conflict, await bench.ReleaseAsync(bench.Home, 1));
        FailureAssert.Is(FailureKind.Conflict, await bench.ReleaseAsync(bench.Home, 2));
        FailureAssert.Is(FailureKind.Conflict, await bench.AnswerAsync(bench.Home));
        FailureAssert.Is(FailureKind.Conflict, await bench.RedactAsync(bench.Home, revision: 2, recording: 1));
        await bench.DriveAsync(bench.Home);

        var after = (await bench.UnpackAsync())!;
        var (silenced, other) = ($"media/{bench.Recordings[0]}/0.wav", $"media/{bench.Recordings[1]}/0.wav");
        Assert.Equal(before[other], after[other]);
        Assert.Equal(before[silenced].Length, after[silenced].Length);
        Assert.Equal(ReviewBench.Samples(before[silenced], 0), ReviewBench.Samples(after[silenced], 0));
        var (was, now) = (ReviewBench.Samples(before[silenced], 1), ReviewBench.Samples(after[silenced], 1));
        Assert.All(now[(Rate / 2)..Rate], x => Assert.Equal(0, x));
        Assert.Equal([.. was[..(Rate / 2)], .. was[Rate..]], [.. now[..(Rate / 2)], .. now[Rate..]]);
        Assert.Equal(2, Count(before, $"transcripts/{bench.Recordings[0]}", ReviewBench.Words));
        Assert.Equal(0, Count(after, $"transcripts/{bench.Recordings[0]}", ReviewBench.Words));
        Assert.Equal(2, Count(after, $"transcripts/{bench.Recordings[0]}", ReviewBench.Kept));
        Assert.Equal(2, Count(after, $"transcripts/{bench.Recordings[1]}", ReviewBench.Words));

        // The other recording's segment is the same blob; of the first one there is one, another.
        var left = await bench.BlobsAsync();
        Assert.Equal(3, left.Count);
        Assert.Equal(blobs.Single(x => x.Contains($"{bench.Recordings[1]}", StringComparison.Ordinal)),
            left.Single(x => x.Contains($"{bench.Recordings[1]}", StringComparison.Ordinal)));
        Assert.Single(left.Intersect(blobs, StringComparer.Ordinal));

        // The same again is the same; what was taken back is back.
        Assert.Null(await bench.RedactAsync(bench.Home, revision: 1));
        Assert.Null(await bench.RedactAsync(bench.Home, revision: 2));
        Assert.Equal((SubjectRequestState.AwaitingAnswer, 2), (
            (await bench.DocumentAsync()).State, (await bench.DocumentAsync()).Package!.Revision));
        Assert.Null(await bench.RedactAsync(bench.Home, revision: 2, recording: 1));
        await bench.DriveAsync(bench.Home);
        var third = (await bench.UnpackAsync())!;
        Assert.Equal(before[silenced], third[silenced]);
        Assert.Equal(0, Count(third, $"transcripts/{bench.Recordings[1]}", ReviewBench.Words));
    }

    [Fact]
    public async Task ReleaseAsync_TheRevisionThatWasLookedAt_IsTheLast()
    {
        await using var bench = await ReviewBench.CreateAsync(azurite);
        await bench.PrepareAsync(recordings: 1);
        Assert.Null(await bench.UnpackAsync(review: true));
        Assert.NotNull(await bench.UnpackAsync(reviewer: true, review: true));
        FailureAssert.Is(FailureKind.Conflict, await bench.AnswerAsync(bench.Home, review: true));
        FailureAssert.Is(FailureKind.Conflict, await bench.ReleaseAsync(bench.Home, 2));

        Assert.Null(await bench.ReleaseAsync(bench.Home, 1));

        Assert.Null(await bench.ReleaseAsync(bench.Home, 1));
        FailureAssert.Is(FailureKind.Conflict, await bench.RedactAsync(bench.Home, revision: 1));
        Assert.NotNull(await bench.UnpackAsync(review: true));
        Assert.Null(await bench.AnswerAsync(bench.Home, review: true));
        Assert.Single((await bench.DocumentAsync()).Timeline, x => x.Step == "packageReleased");
    }

    [Fact]
    public async Task AnswerAsync_NobodyReviews_ReleasesIt()
    {
        await using var bench = await ReviewBench.CreateAsync(azurite);
        await bench.PrepareAsync(recordings: 1);
        Assert.Null(await bench.AnswerAsync(bench.Home));
        var document = await bench.DocumentAsync();
        Assert.NotNull(document.Package!.ReleasedAt);
        Assert.Contains(document.Timeline, x => x is { Step: "packageReleased", Outcome: "with the answer" });
        FailureAssert.Is(FailureKind.Conflict, await bench.RedactAsync(bench.Home, revision: 1));
        Assert.Null(await bench.ReleaseAsync(bench.Home, 1));
    }

    [Fact]
    public async Task RedactAsync_DestroyedByAnErasure_IsMadeAnewWithoutItUnderAnotherKey()
    {
        await using var bench = await ReviewBench.CreateAsync(azurite);
        await bench.PrepareAsync();
        await bench.EraseAsync(bench.Home);
        Assert.Null(await bench.UnpackAsync());
        Assert.Empty(await bench.BlobsAsync());

        Assert.Null(await bench.RedactAsync(bench.Home, revision: 1));
        await bench.DriveAsync(bench.Home);

        var package = (await bench.UnpackAsync())!;
        Assert.Contains($"media/{bench.Recordings[0]}/0.wav", package.Keys);
        Assert.DoesNotContain(package.Keys, x => x.Contains($"{bench.Recordings[1]}", StringComparison.Ordinal));
        Assert.Equal((1, 2), ((await bench.DocumentAsync()).Package!.Edition, (await bench.DocumentAsync()).Package!.Revision));
        Assert.DoesNotContain(await bench.BlobsAsync(), x => x.StartsWith($"{bench.Request}/", StringComparison.Ordinal));
    }

    static int Count(Dictionary<string, byte[]> package, string prefix, string words) =>
        package.Count(x => x.Key.StartsWith(prefix, StringComparison.Ordinal)
            && System.Text.Encoding.UTF8.GetString(x.Value).Contains(words, StringComparison.Ordinal));
}
