using Compliance.Keys;

namespace Compliance.Core.Tests.Keys.Backup;

public sealed class RingFramesTests
{
    static readonly RingRecord[] Records =
    [
        new("index-secret", new Dictionary<string, string>(), new byte[] { 1, 2, 3 }),
        new("recordings/a", new Dictionary<string, string> { ["kid"] = "seal-1" }, ReadOnlyMemory<byte>.Empty),
    ];

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReadAsync_WhatWasWritten_IsTheSame()
    {
        var read = await ReadAsync(await WriteAsync(Records), expected: 2);

        Assert.Equal(Records.Select(x => x.Name), read.Select(x => x.Name));
        Assert.Equal(Records.Select(x => x.Content.ToArray()), read.Select(x => x.Content.ToArray()));
        Assert.Equal("seal-1", read[1].Metadata["kid"]);
    }

    [Fact]
    public async Task ReadAsync_CutAnywhere_IsRefused()
    {
        var whole = await WriteAsync(Records);
        for (var length = 0; length < whole.Length; length++)
        {
            await Assert.ThrowsAsync<KeyBackupException>(() => ReadAsync(whole[..length], expected: 2));
        }
    }

    [Fact]
    public async Task ReadAsync_LengthenedRepeatedReorderedOrMiscounted_IsRefused()
    {
        var (whole, one, other) = (await WriteAsync(Records), await WriteAsync(Records[..1]), await WriteAsync(Records[1..]));
        var first = "compliance/key-ring/1\n".Length;
        const int End = 5;
        byte[][] wrong =
        [
            [.. whole, 0],
            [.. one[..^End], .. one[first..]],
            [.. one[..first], .. whole[(one.Length - End)..^End], .. one[first..^End], .. whole[^End..]],
            [.. other[..^End], .. whole[^End..]],
        ];

        foreach (var ring in wrong)
        {
            await Assert.ThrowsAsync<KeyBackupException>(() => ReadAsync(ring, expected: 2));
        }

        await Assert.ThrowsAsync<KeyBackupException>(() => ReadAsync(whole, expected: 3));
    }

    static async Task<byte[]> WriteAsync(IEnumerable<RingRecord> records)
    {
        using var ring = new MemoryStream();
        await using var stream = new EnumeratedStream(RingFrames.WriteAsync(records.ToAsyncEnumerable(), Cancellation), Cancellation);
        await stream.CopyToAsync(ring, Cancellation);
        return ring.ToArray();
    }

    static async Task<List<RingRecord>> ReadAsync(byte[] ring, int expected)
    {
        using var stream = new MemoryStream(ring);
        return await RingFrames.ReadAsync(stream, expected, Cancellation).ToListAsync(Cancellation);
    }
}
