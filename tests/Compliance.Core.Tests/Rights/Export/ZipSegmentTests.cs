using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Compliance.Rights.Export.Packages.Zip;

namespace Compliance.Core.Tests.Rights.Export;

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
}
