using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.SubjectRequests.Export;

public sealed class ZipSegmentTests
{
    static readonly DateTimeOffset At = new(2026, 3, 2, 9, 15, 30, TimeSpan.Zero);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1000)]
    [InlineData(uint.MaxValue)]
    public async Task Segments_LaidEndToEnd_AreOneZip(long most)
    {
        var whole = new MemoryStream();
        var parts = new List<(IReadOnlyList<ZipEntry>, long)>();
        foreach (var name in (string[])["first", "zweite-äöü"])
        {
            var segment = new ZipSegment(whole, At);
            await segment.StoreAsync($"media/{name}.wav", new MemoryStream(Bytes(name)), most, strong: true, Cancellation);
            await segment.DeflateAsync($"texts/{name}.txt", Bytes(name), strong: false, Cancellation);
            parts.Add((segment.Entries, segment.Length));
        }

        await FinishAsync(whole, parts);
        Read(whole, ["first", "zweite-äöü"]);
    }

    /// <summary>Lengths about the pieces in which digests are taken beside the writing, from a stream that gives what it likes.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData((64 * 1024) - 1)]
    [InlineData(256 * 1024)]
    [InlineData((3 * 1024 * 1024) + 17)]
    public async Task StoreAsync_AnyLength_IsWholeAndMeasured(int length)
    {
        var content = RandomNumberGenerator.GetBytes(length);
        var whole = new MemoryStream();
        var segment = new ZipSegment(whole, At);
        var (entry, sha512) = await segment.StoreAsync("media/a.wav", new Reluctant(content), length, strong: true, Cancellation);
        var (other, none) = await segment.StoreAsync(
            "media/b.wav", new MemoryStream(content), length, strong: false, Cancellation, known: "0123");

        Assert.Equal((length, Convert.ToHexStringLower(SHA256.HashData(content))), ((int)entry.Size, entry.Sha256));
        Assert.Equal(SHA512.HashData(content), sha512);
        Assert.Equal(("0123", entry.Crc32), (other.Sha256, other.Crc32));
        Assert.Null(none);
        await FinishAsync(whole, (segment.Entries, segment.Length));
        using var zip = new ZipArchive(whole, ZipArchiveMode.Read);
        foreach (var read in zip.Entries)
        {
            // The reader checks the CRC-32.
            await using var stream = read.Open();
            Assert.Equal(SHA256.HashData(content), await SHA256.HashDataAsync(stream, Cancellation));
        }
    }

    [Fact]
    public async Task StoreAsync_SourceBreaks_SaysWhy()
    {
        var segment = new ZipSegment(new MemoryStream(), At);
        var broken = new Reluctant(new byte[600_000], breaksAt: 400_000);
        await Assert.ThrowsAsync<IOException>(() => segment.StoreAsync("media/a.wav", broken, 600_000, strong: true, Cancellation));
        Assert.Empty(segment.Entries);
    }

    [Fact]
    public async Task StoreAsync_TargetBreaks_SaysWhy()
    {
        var segment = new ZipSegment(new MemoryStream(new byte[500_000]), At);
        var source = new MemoryStream(new byte[900_000]);
        await Assert.ThrowsAsync<NotSupportedException>(
            () => segment.StoreAsync("media/a.wav", source, 900_000, strong: true, Cancellation));
    }

    [Fact]
    public async Task DeflateAsync_Nothing_IsAWholeDeflateStream()
    {
        var target = new MemoryStream();
        var segment = new ZipSegment(target, At);
        var (entry, _) = await segment.DeflateAsync("texts/empty.txt", Array.Empty<byte>(), strong: false, Cancellation);
        Assert.Equal((0L, 2L, 0u), (entry.Size, entry.Packed, entry.Crc32));
        Assert.Equal([3, 0], target.ToArray().Skip(ZipFormat.LocalHeader(entry).Length).Take(2));
        Assert.Equal(target.Length, segment.Length);
    }

    /// <summary>More than 65,535 files, and a directory beyond four GiB: ZIP64 (APPNOTE 4.3.14).</summary>
    [Fact]
    public async Task Directory_ManyFiles_IsInSixtyFourBits()
    {
        var whole = new MemoryStream();
        var segment = new ZipSegment(whole, At);
        for (var i = 0; i < 70_000; i++)
        {
            await segment.StoreAsync(string.Create(CultureInfo.InvariantCulture, $"f/{i}"), Stream.Null, 0, strong: false, Cancellation);
        }

        await FinishAsync(whole, (segment.Entries, segment.Length));
        using var zip = new ZipArchive(whole, ZipArchiveMode.Read);
        Assert.Equal(70_000, zip.Entries.Count);
    }

    [Fact]
    public async Task Directory_EntriesBeyondFourGib_AreFoundThere()
    {
        // What lies before is a hole: only the directory and the last file are real.
        const long hole = 5L << 30;
        var file = Path.GetTempFileName();
        try
        {
            await using var whole = new FileStream(file, FileMode.Open);
            whole.SetLength(hole);
            whole.Position = hole;
            var segment = new ZipSegment(whole, At);
            await segment.StoreAsync("media/late.wav", new MemoryStream(Bytes("late")), 1000, strong: false, Cancellation);
            await FinishAsync(whole, ([], hole), (segment.Entries, segment.Length));
            using var zip = new ZipArchive(whole, ZipArchiveMode.Read);
            await using var content = zip.GetEntry("media/late.wav")!.Open();
            using var text = new StreamReader(content);
            Assert.Equal(Encoding.UTF8.GetString(Bytes("late")), await text.ReadToEndAsync(Cancellation));
        }
        finally
        {
            File.Delete(file);
        }
    }

    static async Task FinishAsync(Stream whole, params IReadOnlyList<(IReadOnlyList<ZipEntry>, long)> segments)
    {
        await ZipDirectory.WriteAsync(whole, segments, Cancellation);
        whole.Position = 0;
    }

    static void Read(Stream whole, IReadOnlyList<string> names)
    {
        using var zip = new ZipArchive(whole, ZipArchiveMode.Read);
        Assert.Equal(names.SelectMany(x => (string[])[$"media/{x}.wav", $"texts/{x}.txt"]), zip.Entries.Select(x => x.FullName));
        foreach (var entry in zip.Entries)
        {
            using var content = entry.Open();
            var name = Path.GetFileNameWithoutExtension(entry.Name);
            Assert.Equal(SHA256.HashData(Bytes(name)), SHA256.HashData(content));
            Assert.Equal(At.DateTime, entry.LastWriteTime.DateTime);
        }
    }

    static byte[] Bytes(string name) => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(name, 20)));

    /// <summary>Reads come in odd lengths, and may break.</summary>
    sealed class Reluctant(byte[] content, int breaksAt = int.MaxValue) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position >= breaksAt
                ? throw new IOException("The source broke.")
                : base.ReadAsync(buffer[..Math.Min(buffer.Length, 77_777)], cancellationToken);
    }
}
