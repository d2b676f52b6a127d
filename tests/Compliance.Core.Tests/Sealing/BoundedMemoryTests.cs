using System.IO.Pipelines;
using System.Security.Cryptography;
using Compliance.Sealing;

namespace Compliance.Core.Tests.Sealing;

public class BoundedMemoryTests
{
    const long Length = 1L << 30;
    const long Heap = 64L << 20;

    /// <summary>
    /// Sealed and opened in one go: the sealer writes into a pipe of a few regions that the opener fetches from. The heap has room for a
    /// sixteenth of the file.
    /// </summary>
    [Fact]
    public Task A_file_of_1_GiB_is_sealed_and_opened_again_in_a_heap_of_64_MiB() => SmallHeap.RunAsync(Heap, SealAndOpenAsync);

    static async Task SealAndOpenAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var key = ContentKey.Create(EncryptionData.Protocol20);
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 8 << 20, resumeWriterThreshold: 4 << 20, minimumSegmentSize: 1 << 20));
        await using var clear = new SyntheticStream(Length);
        await using var counted = new SyntheticCheck();
        await using var sealedBytes = pipe.Reader.AsStream();
        using var opener = new RegionOpener(
            (_, into, stop) => sealedBytes.ReadExactlyAsync(into, stop).AsTask(),
            key, RegionLayout.Standard, Length, RegionNonces.LittleEndianFromOne, RegionTags.Unknown);
        await using var opened = new SealedStream(opener);

        var opening = opened.CopyToAsync(counted, cancellationToken);
        var content = await RegionSealer.SealAsync(
            clear, key, sha256, SealedBlobWriter.InOrder(pipe.Writer.AsStream()), cancellationToken);
        await pipe.Writer.CompleteAsync();
        await opening;

        Assert.Equal(Length, content.ClearLength);
        Assert.Equal(256 * 16, content.Tags.Length);
        Assert.Equal(Length, counted.Right);
    }
}
