using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Compliance.Audit;

namespace Compliance.Core.Tests.Audit.Transparency;

/// <summary>Crashes, hosts at once, and stores that were changed.</summary>
public sealed class CheckpointerTests(AzuriteFixture azurite)
{
    const int Before = 254;
    const int Added = 4;

    static CancellationToken Cancellation => LogBench.Cancellation;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_host_that_dies_at_any_call_leaves_what_the_next_one_goes_on_from(bool answered)
    {
        await using var bench = await LogBench.CreateAsync(azurite);
        await bench.AppendAsync(Before);
        await bench.Host().AdvanceAsync(LogBench.Own, Cancellation);
        var (total, died) = (Before, true);
        for (var at = 1; died; at++)
        {
            await bench.AppendAsync(Added);
            var policy = new DyingHost(at, answered);
            var attempt = await Record.ExceptionAsync(() => bench.Host(policy).AdvanceAsync(LogBench.Own, Cancellation));
            died = policy.Died;
            Assert.Equal(died, attempt is not null);
            if (died && at % 2 == 0)
            {
                await bench.AppendAsync(1);
                total++;
            }

            await bench.Host().AdvanceAsync(LogBench.Own, Cancellation);
            total += Added;
            Assert.Equal(Enumerable.Range(0, total).Select(x => $"op-{x}"), await bench.VerifiedAsync());
        }

        Assert.Equal(total, (await bench.NamesAsync("ids/")).Count);
    }

    [Fact]
    public async Task A_host_that_another_overtakes_at_any_call_adds_nothing_twice()
    {
        await using var bench = await LogBench.CreateAsync(azurite);
        await bench.AppendAsync(Before);
        await bench.Host().AdvanceAsync(LogBench.Own, Cancellation);
        var total = Before;
        var calls = 1;
        for (var at = 1; at <= calls; at++)
        {
            await bench.AppendAsync(Added);
            var policy = new Between(at, async () =>
            {
                await bench.AppendAsync(1);
                total++;
                await bench.Host().AdvanceAsync(LogBench.Own, Cancellation);
            });
            await bench.Host(policy).AdvanceAsync(LogBench.Own, Cancellation);
            calls = Math.Max(calls, Math.Min(policy.Calls, at + 1));
            total += Added;
            Assert.Equal(Enumerable.Range(0, total).Select(x => $"op-{x}"), await bench.VerifiedAsync());
        }

        Assert.True(calls > 10);
    }

    [Fact]
    public async Task Many_hosts_at_once_agree_on_one_log()
    {
        await using var bench = await LogBench.CreateAsync(azurite);
        await bench.AppendAsync(["a", "b", "a", .. Enumerable.Range(0, 300).Select(x => $"x-{x}"), "b"]);

        var heads = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => bench.Host().AdvanceAsync(LogBench.Own, Cancellation)));

        Assert.All(heads, x => Assert.Equal(302, x!.Size));
        Assert.Single(heads.Select(x => x!.Checkpoint.Text).Distinct(StringComparer.Ordinal));
        Assert.Equal(302, (await bench.VerifiedAsync()).Count);
    }

    [Fact]
    public async Task Where_nothing_is_new_nothing_is_written()
    {
        await using var bench = await LogBench.CreateAsync(azurite);
        await bench.AppendAsync(10);
        var log = bench.Host();
        var first = await log.AdvanceAsync(LogBench.Own, Cancellation);
        var policy = new Between(0, () => Task.CompletedTask);

        var second = await bench.Host(policy).AdvanceAsync(LogBench.Own, Cancellation);

        Assert.Equal(first!.ETag, second!.ETag);
        Assert.Equal(2, policy.Calls);
    }

    [Fact]
    public async Task A_checkpoint_that_went_back_is_refused_by_a_host_that_saw_the_newer_and_mended_by_one_that_did_not()
    {
        await using var bench = await LogBench.CreateAsync(azurite);
        var log = bench.Host();
        await bench.AppendAsync(5);
        var older = (await log.AdvanceAsync(LogBench.Own, Cancellation))!;
        await bench.AppendAsync(5);
        var newer = (await log.AdvanceAsync(LogBench.Own, Cancellation))!;
        await PutAsync(bench, older);

        await RefusedAsync(() => log.AdvanceAsync(LogBench.Own, Cancellation), "audit/checkpoint");
        await bench.Store.State.GetBlobClient("audit/checkpoint").DeleteAsync(cancellationToken: Cancellation);
        await RefusedAsync(() => log.AdvanceAsync(LogBench.Own, Cancellation), "audit/checkpoint");

        // The log's order is final: from an older place the same tree grows again.
        await PutAsync(bench, older);
        var mended = await bench.Host().AdvanceAsync(LogBench.Own, Cancellation);
        Assert.Equal(newer.Checkpoint.Text, mended!.Checkpoint.Text);
    }

    [Theory]
    [InlineData("tile/0/000.p/5")]
    [InlineData("tile/entries/000.p/5")]
    public async Task A_log_whose_edge_was_changed_is_not_extended(string blob)
    {
        await using var bench = await LogBench.CreateAsync(azurite);
        await bench.AppendAsync(5);
        await bench.Host().AdvanceAsync(LogBench.Own, Cancellation);
        var content = (await bench.BlobAsync(blob))!;
        content[40] ^= 1;
        await bench.Audit.GetBlobClient(blob).UploadAsync(new BinaryData(content), overwrite: true, Cancellation);
        var note = await bench.NoteAsync();
        await bench.AppendAsync(1);

        await RefusedAsync(() => bench.Host().AdvanceAsync(LogBench.Own, Cancellation), blob);

        Assert.Equal(note, await bench.NoteAsync());
    }

    [Fact]
    public async Task Names_that_somebody_took_before_stop_nobody()
    {
        await using var bench = await LogBench.CreateAsync(azurite);
        string[] taken =
        [
            "tile/0/000", "tile/entries/000", "tile/0/001.p/4", "tile/entries/001.p/4", "tile/1/000.p/1", $"ids/{LogBench.IdOf("op-1")}",
        ];
        foreach (var name in taken)
        {
            await bench.Audit.GetBlobClient(name).UploadAsync(
                BinaryData.Empty,
                new BlobUploadOptions { Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["index"] = "7" } },
                Cancellation);
        }

        await bench.AppendAsync(260);
        await bench.Host().AdvanceAsync(LogBench.Own, Cancellation);
        await bench.AppendAsync(1);
        var log = bench.Host();
        Assert.Equal(261, (await log.AdvanceAsync(LogBench.Own, Cancellation))!.Size);

        var proof = (await log.ProveAsync(LogBench.Own, LogBench.IdOf("op-1"), Cancellation))!;
        Assert.Equal(1, proof.Index);
        var page = await log.FindAsync(LogBench.Own, new AuditFilter(null, null, null, null, null), 0, 500, Cancellation);
        Assert.Equal(Enumerable.Range(0, 261).Select(x => $"op-{x}"), page.Entries.Select(x => AuditLine.Parse(x.Entry.Span).Operation));
        Assert.Equal(taken.Select(x => $"{bench.Audit.Name}/{x}").Order(StringComparer.Ordinal), bench.Reported.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_tile_of_ours_that_the_log_does_not_yield_stops_the_log()
    {
        await using var bench = await LogBench.CreateAsync(azurite);
        await bench.Store.Documents.UploadAsync(
            bench.Audit.GetBlobClient("tile/0/000"), new BinaryData(new byte[8192]), new BlobUploadOptions(), Cancellation);
        await bench.AppendAsync(256);

        await RefusedAsync(() => bench.Host().AdvanceAsync(LogBench.Own, Cancellation), "tile/0/000");
    }

    [Fact]
    public async Task A_checkpoint_that_nobody_signed_is_not_gone_on_from()
    {
        await using var bench = await LogBench.CreateAsync(azurite);
        await bench.AppendAsync(2);
        var head = (await bench.Host().AdvanceAsync(LogBench.Own, Cancellation))!;
        var smaller = head.Checkpoint.Text.Replace("\n2\n", "\n1\n", StringComparison.Ordinal);
        var forged = SignedNote.Parse(head.Note.Span) with { Text = smaller };
        await PutAsync(bench, head with { Note = forged.ToUtf8() });

        await RefusedAsync(() => bench.Host().AdvanceAsync(LogBench.Own, Cancellation), "audit/checkpoint");
        await RefusedAsync(() => bench.Host().ProveAsync(LogBench.Own, LogBench.IdOf("op-1"), Cancellation), "audit/checkpoint");
    }

    [Fact]
    public async Task What_is_no_entry_is_read_over_reported_and_stated_under_the_next_checkpoint()
    {
        await using var bench = await LogBench.CreateAsync(azurite);
        await bench.AppendAsync(2);
        var log = bench.Host();
        await log.AdvanceAsync(LogBench.Own, Cancellation);
        var blob = bench.Audit.GetAppendBlobClient("log/00000000");
        var at = (await blob.GetPropertiesAsync(cancellationToken: Cancellation)).Value.ContentLength;
        await blob.AppendBlockAsync(new MemoryStream("one\ntwo"u8.ToArray()), cancellationToken: Cancellation);
        await bench.Audit.GetAppendBlobClient("log/00000009").CreateAsync(cancellationToken: Cancellation);
        await bench.AppendAsync(1);

        await bench.Host().AdvanceAsync(LogBench.Own, Cancellation);
        await bench.Host().AdvanceAsync(LogBench.Own, Cancellation);
        await log.AdvanceAsync(LogBench.Own, Cancellation);

        var offset = $"0x{at:x16}";
        var stated = (await bench.VerifiedAsync()).Skip(3).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(2, stated.Count);
        Assert.StartsWith("blob/", stated[0], StringComparison.Ordinal);
        Assert.Equal($"log/0/{offset}", stated[1]);
        Assert.Equal([$"audit/log/00000000 at byte {at}", "audit/log/00000009"], bench.Reported.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_log_of_foreign_bytes_alone_begins_with_what_states_them()
    {
        await using var bench = await LogBench.CreateAsync(azurite);
        var blob = bench.Audit.GetAppendBlobClient("log/00000000");
        await blob.CreateAsync(cancellationToken: Cancellation);
        await blob.AppendBlockAsync(new MemoryStream("foreign\n"u8.ToArray()), cancellationToken: Cancellation);

        var head = await bench.Host().AdvanceAsync(LogBench.Own, Cancellation);

        Assert.Equal(1, head!.Size);
        Assert.Equal(["log/0/0x0000000000000000"], await bench.VerifiedAsync());
    }

    [Fact]
    public async Task A_repeat_that_differs_in_more_than_its_time_is_reported_and_the_first_counts()
    {
        await using var bench = await LogBench.CreateAsync(azurite);
        await bench.AppendAsync(["a", "b"]);
        await bench.Host().AdvanceAsync(LogBench.Own, Cancellation);
        var audit = new BlobAuditLog(bench.Stores, TimeProvider.System);
        await audit.AppendAsync(LogBench.Own, LogBench.Entry("a"), Cancellation);
        await bench.Host().AdvanceAsync(LogBench.Own, Cancellation);
        Assert.Empty(bench.Reported);

        await audit.AppendAsync(LogBench.Own, LogBench.Entry("b") with { Outcome = AuditEntry.Failed }, Cancellation);
        await bench.Host().AdvanceAsync(LogBench.Own, Cancellation);

        Assert.Single(bench.Reported);
        Assert.Equal(["a", "b"], await bench.VerifiedAsync());
    }

    static Task PutAsync(LogBench bench, StoredCheckpoint checkpoint) =>
        bench.PutCheckpointAsync(checkpoint.Note.ToArray(), checkpoint.Position);

    static async Task RefusedAsync(Func<Task> act, string blob)
    {
        var refusal = await Assert.ThrowsAsync<TransparencyLogException>(act);
        Assert.Equal(blob, refusal.Blob);
    }
}
