using Compliance.Audit;
using Compliance.Failures;

namespace Compliance.Core.Tests.Audit.Transparency;

/// <summary>Logs as <see cref="TlogVerifier"/> sees them.</summary>
public sealed class TransparencyLogTests(AzuriteFixture azurite)
{
    static CancellationToken Cancellation => LogBench.Cancellation;

    [Fact]
    public async Task A_log_without_entries_has_no_checkpoint()
    {
        await using var bench = await LogBench.CreateAsync(azurite);

        Assert.Null(await bench.Host().AdvanceAsync(LogBench.Own, Cancellation));
        Assert.Null(await bench.Host().CheckpointAsync(LogBench.Own, Cancellation));
        Assert.Null(await bench.Host().ProveAsync(LogBench.Own, LogBench.IdOf("op-0"), Cancellation));
        Assert.Empty(await bench.NamesAsync(""));
    }

    [Fact]
    public async Task A_log_grows_through_every_edge_and_every_checkpoint_extends_the_one_before()
    {
        await using var bench = await LogBench.CreateAsync(azurite);
        var verifier = await bench.VerifierAsync();
        var heads = new List<(long Size, byte[] Root)>();
        foreach (var size in (int[])[1, 2, 3, 4, 5, 6, 7, 8, 9, 31, 255, 256, 257, 258, 300, 511, 512, 513, 600])
        {
            await bench.AppendAsync(size - (int)(heads.LastOrDefault().Size));
            await bench.Host().AdvanceAsync(LogBench.Own, Cancellation);
            var head = verifier.ReadCheckpoint(await bench.NoteAsync());
            var operations = await bench.VerifiedAsync();

            Assert.Equal(size, head.Size);
            Assert.Equal(Enumerable.Range(0, size).Select(x => $"op-{x}"), operations);
            heads.Add(head);
        }

        var log = bench.Host();
        foreach (var older in heads)
        {
            foreach (var newer in heads.Where(x => x.Size >= older.Size))
            {
                var proof = await ProofAsync(log.ConsistencyAsync(LogBench.Own, older.Size, newer.Size, Cancellation));
                Assert.Equal(older.Root, proof.FromRoot.ToArray());
                Assert.Equal(newer.Root, proof.ToRoot.ToArray());
                Assert.True(TlogVerifier.IsConsistent(older.Size, older.Root, newer.Size, newer.Root, LogBench.Hashes(proof.Hashes)));
            }
        }
    }

    [Fact]
    public async Task All_proofs_of_small_trees_are_those_of_the_definition()
    {
        const int largest = 20;
        await using var bench = await LogBench.CreateAsync(azurite);
        await bench.AppendAsync(300);
        var log = bench.Host();
        await log.AdvanceAsync(LogBench.Own, Cancellation);
        var logged = await log.FindAsync(LogBench.Own, new AuditFilter(null, null, null, null, null), 0, 300, Cancellation);
        byte[][] entries = [.. logged.Entries.Select(x => x.Entry.ToArray())];

        for (var n = 1; n <= largest; n++)
        {
            var tree = entries[..n];
            for (var m = 0; m < n; m++)
            {
                var inclusion = await ProofAsync(log.InclusionAsync(LogBench.Own, m, n, Cancellation));
                Assert.Equal(TlogVerifier.Path(m, tree), LogBench.Hashes(inclusion.Hashes));
                Assert.Equal(TlogVerifier.Mth(tree), inclusion.RootHash.ToArray());
                Assert.Equal(
                    TlogVerifier.Mth(tree), TlogVerifier.RootFrom(LogBench.Leaf(entries[m]), m, n, LogBench.Hashes(inclusion.Hashes)));
                Assert.Equal(TlogVerifier.Mth(tree), MerkleProof.RootOf(inclusion.LeafHash.Span, m, n, inclusion.Hashes));

                var consistency = await ProofAsync(log.ConsistencyAsync(LogBench.Own, m + 1, n, Cancellation));
                Assert.Equal(TlogVerifier.Proof(m + 1, tree), LogBench.Hashes(consistency.Hashes));
            }
        }

        foreach (var (m, n) in (IEnumerable<(int, int)>)[(0, 255), (254, 255), (255, 256), (0, 257), (256, 257), (255, 300), (299, 300)])
        {
            var inclusion = await ProofAsync(log.InclusionAsync(LogBench.Own, m, n, Cancellation));
            Assert.Equal(TlogVerifier.Path(m, entries[..n]), LogBench.Hashes(inclusion.Hashes));
            var consistency = await ProofAsync(log.ConsistencyAsync(LogBench.Own, m + 1, n, Cancellation));
            Assert.Equal(TlogVerifier.Proof(m + 1, entries[..n]), LogBench.Hashes(consistency.Hashes));
        }
    }

    [Theory]
    [InlineData(0, 21L)]
    [InlineData(20, null)]
    [InlineData(long.MaxValue, null)]
    public async Task A_proof_beyond_the_checkpoint_is_not_found(long index, long? size)
    {
        await using var bench = await LogBench.CreateAsync(azurite);
        await bench.AppendAsync(20);
        var log = bench.Host();
        await log.AdvanceAsync(LogBench.Own, Cancellation);

        FailureAssert.Is(FailureKind.NotFound, (await log.InclusionAsync(LogBench.Own, index, size, Cancellation)).Failure);
        FailureAssert.Is(FailureKind.NotFound, (await log.ConsistencyAsync(LogBench.Own, 21, size, Cancellation)).Failure);
    }

    [Fact]
    public async Task Repeats_are_dropped_wherever_they_come()
    {
        await using var bench = await LogBench.CreateAsync(azurite);
        var log = bench.Host();
        await bench.AppendAsync(["a", "b", "a", "b", "b", "c"]);
        await log.AdvanceAsync(LogBench.Own, Cancellation);
        var note = await bench.NoteAsync();

        await bench.AppendAsync(["a", "c", "a"]);
        var repeated = await log.AdvanceAsync(LogBench.Own, Cancellation);
        Assert.Equal(note, await bench.NoteAsync());
        Assert.Equal(3, repeated!.Size);

        await bench.AppendAsync(["c", "d", "d", "a", "e"]);
        await log.AdvanceAsync(LogBench.Own, Cancellation);

        Assert.Equal(["a", "b", "c", "d", "e"], await bench.VerifiedAsync());
        Assert.Equal(5, (await bench.NamesAsync("ids/")).Count);
    }

    [Fact]
    public async Task Repeats_across_bundles_are_dropped()
    {
        await using var bench = await LogBench.CreateAsync(azurite);
        var names = Enumerable.Range(0, 600).Select(x => $"op-{x}").ToList();
        await bench.AppendAsync(names.SelectMany((x, i) => i % 7 == 0 ? [x, names[i / 2], names[i / 3]] : (string[])[x]));

        await bench.Host().AdvanceAsync(LogBench.Own, Cancellation);

        Assert.Equal(names, await bench.VerifiedAsync());
    }

    [Fact]
    public async Task An_entry_is_proved_at_once_and_by_what_the_proof_holds_alone()
    {
        await using var bench = await LogBench.CreateAsync(azurite);
        var audit = new BlobAuditLog(bench.Stores, TimeProvider.System);
        foreach (var operation in (string[])["a", "b", "c"])
        {
            await audit.AppendAsync(LogBench.Own, LogBench.Entry(operation), Cancellation);
        }

        var log = bench.Host();
        Assert.Null(await log.FindIndexAsync(LogBench.Own, LogBench.IdOf("b"), Cancellation));
        var proof = (await log.ProveAsync(LogBench.Own, LogBench.IdOf("b"), Cancellation))!;

        Assert.Equal(1, proof.Index);
        Assert.Equal(1, await log.FindIndexAsync(LogBench.Own, LogBench.IdOf("b"), Cancellation));
        Assert.Equal("b", AuditLine.Parse(proof.Entry.Span).Operation);
        var (size, root) = (await bench.VerifierAsync()).ReadCheckpoint(proof.Note.ToArray());
        Assert.Equal(root, TlogVerifier.RootFrom(LogBench.Leaf(proof.Entry), proof.Index, size, LogBench.Hashes(proof.Hashes)));
        Assert.Equal(
            $"c2sp.org/tlog-proof@v1\nindex 1\n{string.Concat(proof.Hashes.Select(x => Convert.ToBase64String(x.Span) + "\n"))}\n"
                + LogBench.Text(proof.Note),
            proof.ToText());
        Assert.Null(await log.ProveAsync(LogBench.Own, LogBench.IdOf("d"), Cancellation));
    }

    [Fact]
    public async Task A_tree_of_three_levels_is_proved_from_a_few_tiles()
    {
        const int size = 65_537;
        await using var bench = await LogBench.CreateAsync(azurite);
        var entries = Enumerable.Range(0, size).Select(x => BitConverter.GetBytes(x)).ToArray();
        var tree = await TreeWriter.OpenAsync(bench.Store, from: null, Cancellation);
        foreach (var entry in entries)
        {
            await tree.AddAsync(entry, Cancellation);
        }

        await tree.FlushAsync(Cancellation);
        var head = new Checkpoint("serverless-compliance/acme/audit", size, tree.Root());
        var signer = new CheckpointSigner(bench.Keys);
        await new CheckpointStore(signer).TryWriteAsync(
            bench.Store, former: null, head, await signer.SignAsync(LogBench.Own, head, Cancellation), AuditPosition.Start, Cancellation);

        var verifier = await bench.VerifierAsync();
        var (read, root) = verifier.ReadCheckpoint(await bench.NoteAsync());
        Assert.Equal(entries, await verifier.ReadTreeAsync(read, root));
        Assert.Equal(
            ["tile/0/256.p/1", "tile/1/000", "tile/2/000.p/1"],
            (await bench.NamesAsync("tile/"))
                .Where(x => x.Contains(".p/", StringComparison.Ordinal) || !x.StartsWith("tile/0", StringComparison.Ordinal))
                .Where(x => !x.StartsWith("tile/entries", StringComparison.Ordinal)));
        var log = bench.Host();
        foreach (var index in (int[])[0, 255, 256, 65_279, 65_535, 65_536])
        {
            var proof = await ProofAsync(log.InclusionAsync(LogBench.Own, index, size: null, Cancellation));
            Assert.Equal(root, TlogVerifier.RootFrom(LogBench.Leaf(entries[index]), index, size, LogBench.Hashes(proof.Hashes)));
        }

        foreach (var older in (int[])[1, 255, 256, 257, 65_535, 65_536])
        {
            var proof = await ProofAsync(log.ConsistencyAsync(LogBench.Own, older, to: null, Cancellation));
            Assert.True(TlogVerifier.IsConsistent(older, TlogVerifier.Mth(entries[..older]), size, root, LogBench.Hashes(proof.Hashes)));
        }
    }

    [Fact]
    public async Task After_a_rotation_the_log_goes_on_and_old_checkpoints_can_be_checked()
    {
        await using var bench = await LogBench.CreateAsync(azurite);
        await bench.AppendAsync(3);
        var before = (await bench.Host().AdvanceAsync(LogBench.Own, Cancellation))!;
        await LogBench.RotateAsync();

        await bench.AppendAsync(3);
        var after = (await bench.Host().AdvanceAsync(LogBench.Own, Cancellation))!;

        Assert.Equal(6, after.Size);
        Assert.Equal(6, (await bench.VerifiedAsync()).Count);
        var keys = (await bench.Keys.Open(LogBench.Own).PublicKeysAsync(Cancellation)).Sign.Select(x => x.Public).ToList();
        Assert.Equal(before.Checkpoint.Text, Checkpoint.Open(before.Note.Span, "serverless-compliance/acme/audit", keys).Text);
        Assert.Throws<FormatException>(() => Checkpoint.Open(before.Note.Span, "serverless-compliance/acme/audit", keys[..1]));
    }

    [Fact]
    public async Task A_partial_tile_is_served_for_ever()
    {
        await using var bench = await LogBench.CreateAsync(azurite);
        await bench.AppendAsync(300);
        var log = bench.Host();
        await log.AdvanceAsync(LogBench.Own, Cancellation);
        var full = (await bench.BlobAsync("tile/0/000"))!;

        Assert.True(TilePath.TryParse("tile/0/000.p/7", out var path));
        Assert.Equal(full[..(7 * 32)], await log.TileAsync(LogBench.Own, path, Cancellation));
        Assert.True(TilePath.TryParse("tile/entries/000.p/7", out path));
        var bundle = (await log.TileAsync(LogBench.Own, path, Cancellation))!;
        Assert.Equal((await bench.BlobAsync("tile/entries/000"))![..bundle.Length], bundle);
        Assert.True(TilePath.TryParse("tile/0/001.p/45", out path));
        Assert.Null(await log.TileAsync(LogBench.Own, path, Cancellation));
    }

    static async Task<T> ProofAsync<T>(Task<Outcome<T>> asked)
    {
        Assert.True((await asked).IsSuccess(out var proof, out var failure), $"{failure}");
        return proof;
    }
}
