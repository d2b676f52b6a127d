using System.IO.Pipelines;
using System.Security.Cryptography;
using Compliance.Sealing;

namespace Compliance.Core.Tests.Sealing;

[Collection(nameof(BoundedMemoryTests))]
[CollectionDefinition(nameof(BoundedMemoryTests), DisableParallelization = true)]
public class BoundedMemoryTests
{
    const long Length = 4L * 1024 * 1024 * 1024;
    const long Bound = 64L * 1024 * 1024;

    /// <summary>Sealed and opened in one go: the sealer writes into a pipe of a few regions that the opener fetches from.</summary>
    [Fact]
    public async Task A_file_of_4_GiB_is_sealed_and_opened_again_in_less_than_64_MiB()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var key = ContentKey.Create(EncryptionData.Protocol20);
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 8 << 20, resumeWriterThreshold: 4 << 20));
        await using var clear = new SyntheticStream(Length);
        await using var counted = new SyntheticCheck();
        await using var sealedBytes = pipe.Reader.AsStream();
        using var opener = new RegionOpener(
            (_, into, stop) => sealedBytes.ReadExactlyAsync(into, stop).AsTask(),
            key, RegionLayout.Standard, Length, RegionNonces.LittleEndianFromOne, RegionTags.Unknown);
        await using var opened = new SealedStream(opener);
        using var memory = new MemoryWatch();

        var opening = opened.CopyToAsync(counted, cancellation);
        var content = await RegionSealer.SealAsync(
            clear, key, sha256, SealedBlobWriter.InOrder(pipe.Writer.AsStream()), cancellation);
        await pipe.Writer.CompleteAsync();
        await opening;

        Assert.Equal(Length, content.ClearLength);
        Assert.Equal(1024 * 16, content.Tags.Length);
        Assert.Equal(Length, counted.Right);
        Assert.InRange(memory.StopAndGrowth(), 0, Bound);
    }
}
