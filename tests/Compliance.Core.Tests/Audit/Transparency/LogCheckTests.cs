using System.Text;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Compliance.Audit;
using Compliance.Fsck;

namespace Compliance.Core.Tests.Audit.Transparency;

/// <summary>Every kind of blob of a log changed, taken away or added: <c>fsck</c> names it.</summary>
public sealed class LogCheckTests(AzuriteFixture azurite, GrownLog grown) : IClassFixture<GrownLog>
{
    const int Size = GrownLog.Size;

    static CancellationToken Cancellation => LogBench.Cancellation;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 0)]
    [InlineData(256, 0)]
    [InlineData(5, 7)]
    [InlineData(256, 300)]
    public async Task A_log_as_it_was_written_is_found_so_with_entries_that_wait_and_what_a_crash_left(int covered, int waiting)
    {
        await using var bench = await LogBench.CreateAsync(azurite);
        if (covered > 0)
        {
            await bench.AppendAsync(covered);
            await bench.Host().AdvanceAsync(LogBench.Own, Cancellation);
            await bench.AppendAsync(["op-0", "op-1"]);
        }

        Assert.Equal((covered, null), await CheckAsync(bench));
        await bench.AppendAsync(waiting);
        if (waiting > 0)
        {
            await Assert.ThrowsAnyAsync<Exception>(
                () => bench.Host(new DyingHost((2 * waiting) + 8, answered: true)).AdvanceAsync(LogBench.Own, Cancellation));
        }

        Assert.Equal((covered + waiting, null), await CheckAsync(bench));
    }

    [Theory]
    [InlineData("tile/0/000")]
    [InlineData("tile/0/001.p/44")]
    [InlineData("tile/0/000.p/100")]
    [InlineData("tile/1/000.p/1")]
    [InlineData("tile/entries/000")]
    [InlineData("tile/entries/001.p/44")]
    [InlineData("tile/entries/000.p/100")]
    public async Task A_tile_or_bundle_that_was_changed_cut_or_taken_away_is_named(string blob)
    {
        var bench = grown.Bench;
        await using var undo = await KeptBlob.OfAsync(bench.Audit, blob);
        var client = bench.Audit.GetBlobClient(blob);
        var content = (await bench.BlobAsync(blob))!;
        var metadata = (await client.GetPropertiesAsync(cancellationToken: Cancellation)).Value.Metadata;
        foreach (var at in (int[])[3, content.Length / 2, content.Length - 1])
        {
            byte[] changed = [.. content[..at], (byte)(content[at] ^ 1), .. content[(at + 1)..]];
            await client.UploadAsync(new BinaryData(changed), new BlobUploadOptions { Metadata = metadata }, Cancellation);
            Assert.Equal($"audit: {blob}", await WrongAsync(bench));
        }

        await client.UploadAsync(new BinaryData(content[..^1]), overwrite: true, Cancellation);
        Assert.Equal($"audit: {blob}", await WrongAsync(bench));
        await client.UploadAsync(new BinaryData(content), new BlobUploadOptions { Metadata = metadata }, Cancellation);
        Assert.Equal((Size, null), await CheckAsync(bench));

        await client.DeleteAsync(cancellationToken: Cancellation);
        var older = blob.EndsWith("p/100", StringComparison.Ordinal);
        Assert.Equal(older ? null : $"audit: {blob}", (await CheckAsync(bench)).Wrong);
    }

    [Theory]
    [InlineData("tile/0/002")]
    [InlineData("tile/0/001.p/45")]
    [InlineData("tile/2/000.p/1")]
    [InlineData("tile/entries/001")]
    [InlineData("tile/junk")]
    [InlineData("ids/00112233445566778899aabbccddeeff")]
    [InlineData("ids/junk")]
    [InlineData("log/00000001")]
    [InlineData("log/00000003")]
    [InlineData("log/x")]
    public async Task A_blob_too_many_is_named(string blob)
    {
        var bench = grown.Bench;
        await using var undo = await KeptBlob.OfAsync(bench.Audit, blob);
        await PutIdAsync(bench.Audit.GetBlobClient(blob), "299");

        Assert.Equal($"audit: {blob}", await WrongAsync(bench));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("41")]
    [InlineData("299")]
    [InlineData("5000000000")]
    [InlineData("none")]
    [InlineData(null)]
    public async Task An_id_that_was_changed_or_taken_away_is_named(string? index)
    {
        var bench = grown.Bench;
        await using var undo = await KeptBlob.OfAsync(bench.Audit, $"ids/{LogBench.IdOf("op-40")}");
        var blob = bench.Audit.GetBlobClient($"ids/{LogBench.IdOf("op-40")}");
        if (index is null)
        {
            await blob.DeleteAsync(cancellationToken: Cancellation);
        }
        else
        {
            await PutIdAsync(blob, index);
        }

        Assert.Equal($"audit: ids/{LogBench.IdOf("op-40")}", await WrongAsync(bench));
    }

    [Theory]
    [InlineData("changed")]
    [InlineData("another")]
    [InlineData("added")]
    [InlineData("taken away")]
    [InlineData("swapped")]
    [InlineData("cut")]
    [InlineData("garbled")]
    [InlineData("gone")]
    public async Task A_log_whose_lines_were_changed_is_named(string change)
    {
        var bench = grown.Bench;
        await using var undo = await KeptBlob.OfAsync(bench.Audit, "log/00000000");
        var blob = bench.Audit.GetAppendBlobClient("log/00000000");
        var log = Encoding.UTF8.GetString((await bench.BlobAsync("log/00000000"))!);
        var lines = log.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList();
        switch (change)
        {
            case "changed":
                lines[40] = lines[40].Replace("success", "refused", StringComparison.Ordinal);
                break;
            case "another":
                lines[40] = lines[40].Replace("op-40", "op-4000", StringComparison.Ordinal);
                break;
            case "added":
                lines.Insert(40, Encoding.UTF8.GetString(await bench.BlockAsync(["new"])).Trim('\n'));
                break;
            case "taken away":
                lines.RemoveAt(40);
                break;
            case "swapped":
                (lines[40], lines[41]) = (lines[41], lines[40]);
                break;
            case "cut":
                lines.RemoveRange(Size - 2, 2);
                break;
            case "garbled":
                lines[40] = "{";
                break;
        }

        await blob.DeleteAsync(cancellationToken: Cancellation);
        if (change != "gone")
        {
            await blob.CreateAsync(cancellationToken: Cancellation);
            var content = Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n");
            await blob.AppendBlockAsync(new MemoryStream(content), cancellationToken: Cancellation);
        }

        var (size, wrong) = await CheckAsync(bench);

        Assert.Equal("audit: log/00000000", wrong);
        Assert.InRange(size, 0, change == "added" ? Size : Size - 1);
    }

    [Fact]
    public async Task Of_several_faults_each_is_named()
    {
        var bench = grown.Bench;
        string[] changed =
        [
            "log/00000000", "log/x", "tile/0/000", "tile/0/001.p/44", "tile/entries/000.p/100", "tile/junk", "ids/junk", $"ids/{LogBench.IdOf("op-60")}",
        ];
        await using var log = await KeptBlob.OfAsync(bench.Audit, changed[0]);
        await using var foreignLog = await KeptBlob.OfAsync(bench.Audit, changed[1]);
        await using var tile = await KeptBlob.OfAsync(bench.Audit, changed[2]);
        await using var lastTile = await KeptBlob.OfAsync(bench.Audit, changed[3]);
        await using var bundle = await KeptBlob.OfAsync(bench.Audit, changed[4]);
        await using var foreignTile = await KeptBlob.OfAsync(bench.Audit, changed[5]);
        await using var foreignId = await KeptBlob.OfAsync(bench.Audit, changed[6]);
        await using var id = await KeptBlob.OfAsync(bench.Audit, changed[7]);
        var lines = Encoding.UTF8.GetString((await bench.BlobAsync(changed[0]))!).Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList();
        var garbled = lines.Take(40).Sum(x => x.Length + 1);
        lines[40] = "{";
        lines.RemoveRange(90, 3);
        var afterGap = lines.Take(90).Sum(x => x.Length + 1);
        await bench.Audit.GetBlobClient(changed[0]).DeleteAsync(cancellationToken: Cancellation);
        var append = bench.Audit.GetAppendBlobClient(changed[0]);
        await append.CreateAsync(cancellationToken: Cancellation);
        await append.AppendBlockAsync(
            new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n")), cancellationToken: Cancellation);
        foreach (var blob in changed[1..^1])
        {
            await bench.Audit.GetBlobClient(blob).UploadAsync(BinaryData.FromString("junk"), overwrite: true, Cancellation);
        }

        await bench.Audit.GetBlobClient(changed[^1]).DeleteAsync(cancellationToken: Cancellation);

        var found = (await FindingsAsync(bench)).Select(x => (x.Where, What: x.What.Split(':')[0])).ToHashSet();

        Assert.Empty(changed.Select(x => $"audit: {x}").Except(found.Select(x => x.Where), StringComparer.Ordinal));
        Assert.Contains(("audit: log/00000000", $"the line at byte {garbled}"), found);
        Assert.Contains(("audit: log/00000000", $"the line at byte {afterGap}"), found);
        Assert.DoesNotContain(found, x => x.What.Contains("root hash", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("MAC")]
    [InlineData("signature")]
    [InlineData("size")]
    [InlineData("root")]
    [InlineData("position before")]
    [InlineData("position beyond")]
    [InlineData("position between")]
    [InlineData("another log's")]
    [InlineData("gone")]
    public async Task A_checkpoint_that_was_changed_is_named(string change)
    {
        var bench = grown.Bench;
        await using var undo = await KeptBlob.OfAsync(bench.Store.State, "audit/checkpoint");
        var head = (await bench.Host().CheckpointAsync(LogBench.Own, Cancellation))!;
        var note = SignedNote.Parse(head.Note.Span);
        var signer = new CheckpointSigner(bench.Keys);
        var (bytes, position) = change switch
        {
            "signature" => ((note with { Signatures = [note.Signatures[0] with { Signature = new byte[71] }] }).ToUtf8(), head.Position),
            "size" => ((note with { Text = note.Text.Replace("\n300\n", "\n299\n", StringComparison.Ordinal) }).ToUtf8(), head.Position),
            "root" => (await SignedAsync(head.Checkpoint with { Root = new byte[32] }), head.Position),
            "position before" => (head.Note.ToArray(), head.Position with { Offset = 100 }),
            "position beyond" => (head.Note.ToArray(), head.Position with { Offset = head.Position.Offset + 1 }),
            "position between" => (await SignedAsync(await OlderAsync(250)), head.Position),
            "another log's" => (await SignedAsync(head.Checkpoint with { Origin = "serverless-compliance/globex/audit" }), head.Position),
            "MAC" => (head.Note.ToArray(), head.Position),
            _ => ([], head.Position),
        };
        var blob = bench.Store.State.GetBlobClient("audit/checkpoint");
        if (bytes.Length == 0)
        {
            await blob.DeleteAsync(cancellationToken: Cancellation);
        }
        else
        {
            await bench.PutCheckpointAsync(bytes, position);
            if (change == "MAC")
            {
                await blob.UploadAsync(BinaryData.FromBytes(bytes), overwrite: true, Cancellation);
            }
        }

        Assert.Equal("state: audit/checkpoint", await WrongAsync(bench));

        Task<byte[]> SignedAsync(Checkpoint checkpoint) => signer.SignAsync(LogBench.Own, checkpoint, Cancellation);

        async Task<Checkpoint> OlderAsync(long size)
        {
            Assert.True((await bench.Host().ConsistencyAsync(LogBench.Own, size, null, Cancellation)).IsSuccess(out var proof, out _));
            return head.Checkpoint with { Size = size, Root = proof.FromRoot };
        }
    }

    static Task PutIdAsync(BlobClient blob, string index) => blob.UploadAsync(
        BinaryData.Empty,
        new BlobUploadOptions { Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["index"] = index } },
        Cancellation);

    static async Task<string?> WrongAsync(LogBench bench) => (await CheckAsync(bench)).Wrong;

    static async Task<(long Size, string? Wrong)> CheckAsync(LogBench bench)
    {
        var result = await ResultAsync(bench);
        return (result.Checked, result.Findings is [var first, ..] ? first.Where : null);
    }

    static async Task<IReadOnlyList<FsckFinding>> FindingsAsync(LogBench bench) => (await ResultAsync(bench)).Findings;

    static Task<FsckResult> ResultAsync(LogBench bench)
    {
        IFsckCheck check = new LogCheck(bench.Stores, new AuditReader(bench.Stores), new CheckpointSigner(bench.Keys));
        return check.CheckAsync(LogBench.Own, Cancellation);
    }
}
