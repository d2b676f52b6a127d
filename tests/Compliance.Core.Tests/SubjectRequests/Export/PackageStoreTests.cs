using System.Security.Cryptography;
using Compliance.Failures;
using Compliance.Model;
using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.SubjectRequests.Export;

public sealed class PackageStoreTests(AzuriteFixture azurite)
{
    const int Megabyte = 1024 * 1024;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenAsync_SeveralPieces_AreOneStreamFromAnyPlace()
    {
        await using var bench = await PackageBench.CreateAsync(azurite);
        byte[][] contents = [RandomNumberGenerator.GetBytes(5 * Megabyte), RandomNumberGenerator.GetBytes(10), RandomNumberGenerator.GetBytes(1000)];
        var whole = contents.SelectMany(x => x).ToArray();
        await bench.BuildAsync(bench.NewRecording(), contents);

        Assert.True((await bench.OpenAsync()).IsSuccess(out var package, out _));
        await using var content = package.Content;
        Assert.Equal(whole.Length, content.Length);
        foreach (var from in (int[])[0, (4 * Megabyte) - 1, (5 * Megabyte) - 1, 5 * Megabyte, (5 * Megabyte) + 10, whole.Length - 1, whole.Length])
        {
            content.Position = from;
            using var rest = new MemoryStream();
            await content.CopyToAsync(rest, Cancellation);
            Assert.Equal(whole[from..], rest.ToArray());
        }
    }

    [Fact]
    public async Task OpenAsync_ManyTimes_IsOneCopyAQuarterOfAnHour()
    {
        await using var bench = await PackageBench.CreateAsync(azurite);
        var recording = bench.NewRecording();
        await bench.BuildAsync(recording, [1, 2, 3]);
        Assert.Empty(await bench.Removal.CopiesAsync(bench.Store, [bench.Request], Cancellation));
        for (var i = 0; i < 3; i++)
        {
            Assert.True((await bench.OpenAsync()).IsSuccess(out var package, out _));
            await package.Content.DisposeAsync();
        }

        Assert.Equal(1, (await bench.StateAsync()).Downloads);
        Assert.Single(await bench.Removal.CopiesAsync(bench.Store, [bench.Request], Cancellation));
    }

    [Fact]
    public async Task ExpireAsync_FourteenDaysOn_DestroysKeyAndBlobsAndKeepsTheMark()
    {
        await using var bench = await PackageBench.CreateAsync(azurite);
        var recording = bench.NewRecording();
        await bench.BuildAsync(recording, [1, 2, 3]);
        bench.Pass(TimeSpan.FromDays(14) - TimeSpan.FromSeconds(1));
        Assert.Equal(0, await bench.Removal.ExpireAsync(bench.Store, Cancellation));
        bench.Pass(TimeSpan.FromSeconds(1));
        FailureAssert.Is(FailureKind.Gone, (await bench.OpenAsync()).Failure);

        Assert.Equal(1, await bench.Removal.ExpireAsync(bench.Store, Cancellation));
        Assert.Equal(0, await bench.Removal.ExpireAsync(bench.Store, Cancellation));

        Assert.Equal(PackageState.Expired, (await bench.StateAsync()).DestroyedFor);
        Assert.Equal([$"{recording}/{bench.Request}"], await bench.BlobsAsync());
        Assert.Null(await bench.Packages.FindKeyAsync(bench.Store, bench.Build, Cancellation));
        Assert.Null(await bench.Packages.FindContentsAsync(bench.Store, bench.Build, (await bench.StateAsync()).Contents!, Cancellation));
    }

    [Fact]
    public async Task ExpireAsync_RecordingUnderLegalHold_WaitsForTheRelease()
    {
        await using var bench = await PackageBench.CreateAsync(azurite);
        var recording = await bench.HeldAsync();
        await bench.BuildAsync(recording, [1, 2, 3]);
        bench.Pass(TimeSpan.FromDays(15));

        Assert.Equal(0, await bench.Removal.ExpireAsync(bench.Store, Cancellation));
        FailureAssert.Is(FailureKind.Gone, (await bench.OpenAsync()).Failure);

        await bench.ReleaseAsync(recording);
        Assert.Equal(1, await bench.Removal.ExpireAsync(bench.Store, Cancellation));
        Assert.Equal(PackageState.Expired, (await bench.StateAsync()).DestroyedFor);
    }

    [Fact]
    public async Task RemoveAsync_RecordingInIt_DestroysThePackageAndNoOther()
    {
        await using var bench = await PackageBench.CreateAsync(azurite);
        var recording = bench.NewRecording();
        await bench.BuildAsync(recording, [1, 2, 3]);
        await RemoveAsync(bench, bench.NewRecording());
        Assert.Null((await bench.StateAsync()).DestroyedAt);

        await RemoveAsync(bench, recording);

        Assert.Equal(PackageState.Erased, (await bench.StateAsync()).DestroyedFor);
        FailureAssert.Is(FailureKind.Gone, (await bench.OpenAsync()).Failure);
    }

    [Fact]
    public async Task RemoveStrayAsync_TriesThatDied_LeavesWhatIsNamed()
    {
        await using var bench = await PackageBench.CreateAsync(azurite);
        var recording = bench.NewRecording();
        var died = await bench.Packages.SealAsync(
            bench.Store, bench.Build, recording, x => x.WriteAsync(new byte[9], Cancellation).AsTask(), Cancellation);
        var package = await bench.BuildAsync(recording, [1, 2, 3]);

        await bench.Packages.RemoveStrayAsync(bench.Store, bench.Build, (await bench.StateAsync()).Contents!, package, [], Cancellation);

        var left = await bench.BlobsAsync();
        Assert.DoesNotContain(died.Blob, left);
        Assert.All(package.Pieces, x => Assert.Contains(x.Blob, left));
    }

    [Fact]
    public async Task SealAsync_WriterFails_LeavesNothingAndSaysWhy()
    {
        await using var bench = await PackageBench.CreateAsync(azurite);
        await Assert.ThrowsAsync<IOException>(() => bench.Packages.SealAsync(
            bench.Store,
            bench.Build,
            bench.NewRecording(),
            async target =>
            {
                await target.WriteAsync(new byte[6 * Megabyte], Cancellation);
                throw new IOException("The source broke.");
            },
            Cancellation));
        Assert.Empty(await bench.BlobsAsync());
    }

    /// <summary>Through the emulator, in the memory of a few regions.</summary>
    [Theory]
    [SoakData(300)]
    public async Task SealAsync_ManyMegabytes_StaysInAFewRegionsOfMemory(int megabytes)
    {
        await using var bench = await PackageBench.CreateAsync(azurite);
        var (piece, most) = (new byte[Megabyte], 0L);
        RandomNumberGenerator.Fill(piece);
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var sealedPiece = await bench.Packages.SealAsync(
            bench.Store,
            bench.Build,
            bench.NewRecording(),
            async target =>
            {
                var segment = new Compliance.SubjectRequests.ZipSegment(target, DateTimeOffset.UnixEpoch.AddYears(50));
                await segment.StoreAsync(
                    "media/long.wav", new RepeatedPiece(piece, megabytes, Look), (long)megabytes * Megabyte, strong: true, Cancellation);
            },
            Cancellation);

        await using (var read = await bench.Packages.OpenAsync(
            bench.Store, bench.Build, sealedPiece, (
                await bench.Packages.FindKeyAsync(bench.Store, bench.Build, Cancellation))!, Cancellation))
        {
            var buffer = new byte[Megabyte];
            while (await read.ReadAsync(buffer, Cancellation) > 0)
            {
                Look();
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{most / Megabyte} MiB at most");
        Assert.InRange(most, 0, 100L * Megabyte);
        void Look() => most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false) - before);
    }

    /// <summary>One piece, over and over.</summary>
    sealed class RepeatedPiece(byte[] piece, int times, Action written) : MemoryStream
    {
        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            for (var i = 0; i < times; i++)
            {
                await destination.WriteAsync(piece, cancellationToken);
                written();
            }
        }
    }

    /// <summary>What an erasure does.</summary>
    static async Task RemoveAsync(PackageBench bench, RecordingId recording) => await bench.Removal.RemoveAsync(
        bench.Store, recording, await bench.Removal.WithAsync(bench.Store, recording, Cancellation), Cancellation);
}
