using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>
/// Rebuilds the tree from the append blobs and compares it with what is stored, bundle by bundle. Where the log lacks entries that the
/// tree has, it takes them from the tree, so that one fault hides no other.
/// </summary>
sealed class LogWalk(TenantStore store, LogFaults faults)
{
    readonly StoredTiles tiles = new(store, faults);
    readonly StoredIds ids = new(store, faults);
    readonly TreeEdge edge = new();
    readonly List<(AuditPosition Position, ReadOnlyMemory<byte> Utf8)> bundle = new(TilePath.FullWidth);
    StoredCheckpoint? checkpoint;

    /// <summary>Entries read so far, without repeats.</summary>
    public long Read { get; private set; }

    /// <summary>The end of the last line read.</summary>
    AuditPosition reached;

    long Covered => checkpoint?.Size ?? 0;

    /// <summary>Lists what is stored besides the log. Call it before the first line.</summary>
    public async Task ListAsync(StoredCheckpoint? head, CancellationToken cancellationToken)
    {
        checkpoint = head;
        await tiles.ListAsync(cancellationToken);
        await ids.ListAsync(cancellationToken);
        if (head is null && tiles.Any)
        {
            faults.Add(new TransparencyLogException(CheckpointStore.BlobName, "there are tiles but no checkpoint."));
        }
    }

    public async Task AddAsync(LoggedEntry entry, CancellationToken cancellationToken)
    {
        reached = entry.Next;
        if (ids.IsTaken(entry.Line.Id))
        {
            return;
        }

        var index = ids.Find(entry.Line.Id);
        if (index > edge.Size && index < Covered)
        {
            faults.Add(Wrong(entry.Position, $"it is entry {index} of the tree; entries from {edge.Size} on are missing before it"));
            await FillAsync(index.Value, cancellationToken);
        }
        else if (index is null && edge.Size < Covered)
        {
            // The tree shows which of the two was taken away: the id, or the entry that belongs here.
            if (!(await TreeAsync(edge.Size, cancellationToken)).Span.SequenceEqual(entry.Utf8.Span))
            {
                faults.Add(Wrong(entry.Position, $"it is not entry {edge.Size} of the tree"));
                return;
            }

            faults.Add(new TransparencyLogException(EntryIndex.Prefix + entry.Line.Id, "it is missing."));
        }
        else if (index is { } other && other != edge.Size)
        {
            faults.Add(new TransparencyLogException(
                EntryIndex.Prefix + entry.Line.Id, $"its index is {other}; in the log it is {edge.Size}."));
        }

        CheckPlace(entry);
        Read++;
        ids.Take(entry.Line.Id);
        await AppendAsync(entry.Position, entry.Utf8, cancellationToken);
    }

    /// <summary>Completes the comparison after the last line.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        if (edge.Size < Covered)
        {
            faults.Add(new TransparencyLogException(
                AuditBlobs.NameOf(reached.Blob), $"the log ends after {edge.Size} entries; the checkpoint covers {Covered}."));
            await FillAsync(Covered, cancellationToken);
        }
        else if (checkpoint is not null && Passed(checkpoint.Position, reached))
        {
            faults.Add(new TransparencyLogException(CheckpointStore.BlobName, "its position lies beyond the end of the log."));
        }

        if (bundle.Count > 0)
        {
            await CheckBundleAsync(cancellationToken);
        }

        foreach (var (path, content) in edge.Partial())
        {
            await tiles.CheckAsync(path, required: 0, content, cancellationToken);
        }

        tiles.FindLeft();
        ids.FindLeft();
    }

    async Task FillAsync(long size, CancellationToken cancellationToken)
    {
        var missing = new TreeReader(store, Covered, cancellationToken).EntriesAsync(edge.Size, size - edge.Size);
        await foreach (var entry in missing.WithCancellation(cancellationToken))
        {
            ids.Take(AuditLine.Parse(entry.Span).Id);
            await AppendAsync(reached, entry, cancellationToken);
        }
    }

    async Task AppendAsync(AuditPosition position, ReadOnlyMemory<byte> utf8, CancellationToken cancellationToken)
    {
        bundle.Add((position, utf8));
        var full = edge.Append(MerkleHash.Leaf(utf8.Span));
        if (full.Count > 0)
        {
            await CheckBundleAsync(cancellationToken);
        }

        foreach (var (path, content) in full)
        {
            await tiles.CheckAsync(path, edge.Size <= Covered ? TilePath.FullWidth : 0, content, cancellationToken);
        }

        if (edge.Size == Covered)
        {
            await CheckHeadAsync(cancellationToken);
        }
    }

    async Task<ReadOnlyMemory<byte>> TreeAsync(long index, CancellationToken cancellationToken) =>
        await new TreeReader(store, Covered, cancellationToken).EntriesAsync(index, 1).SingleAsync(cancellationToken);

    // The checkpoint covers every entry before its position and none after it.
    void CheckPlace(LoggedEntry entry)
    {
        if (checkpoint is null)
        {
            return;
        }

        var before = edge.Size < Covered;
        if (before ? Passed(entry.Next, checkpoint.Position) : Passed(checkpoint.Position, entry.Position))
        {
            faults.Add(new TransparencyLogException(CheckpointStore.BlobName, "its position in the log does not match its size."));
        }
    }

    async Task CheckHeadAsync(CancellationToken cancellationToken)
    {
        var partial = edge.Partial().Select(x => x.Path);
        if (edge.Size % TilePath.FullWidth is var width and > 0)
        {
            partial = partial.Append(TilePath.Entries(edge.Size / TilePath.FullWidth, (int)width));
        }

        foreach (var path in partial)
        {
            await faults.TryAsync(() => TileStore.ReadAsync(store, path, cancellationToken));
        }

        if (!edge.Root().AsSpan().SequenceEqual(checkpoint!.Checkpoint.Root.Span))
        {
            faults.Add(new TransparencyLogException(CheckpointStore.BlobName, "its root hash differs from that of the log."));
        }
    }

    // Log, bundle and tile each contain the entry or its hash; the one that differs from the other two is wrong.
    async Task CheckBundleAsync(CancellationToken cancellationToken)
    {
        var number = (edge.Size - 1) / TilePath.FullWidth;
        var required = (int)Math.Clamp(Covered - (number * TilePath.FullWidth), 0, TilePath.FullWidth);
        foreach (var path in tiles.Take(TilePath.Entries(number), required, bundle.Count))
        {
            await faults.TryAsync(() => CheckBundleAsync(path, cancellationToken));
        }

        bundle.Clear();
    }

    async Task CheckBundleAsync(TilePath path, CancellationToken cancellationToken)
    {
        var entries = EntryBundle.Read(path, await TileStore.ReadAsync(store, path, cancellationToken));
        for (var i = 0; i < entries.Count; i++)
        {
            if (!entries[i].Span.SequenceEqual(bundle[i].Utf8.Span))
            {
                var tile = await TileStore.FindAsync(store, TilePath.Hashes(0, path.Number, path.Width), cancellationToken);
                throw tile is not null && Holds(tile, i, entries[i])
                    ? Wrong(bundle[i].Position, $"it is not entry {(path.Number * TilePath.FullWidth) + i} of the tree")
                    : new TransparencyLogException(path.ToString(), $"its entry {i} differs from that in the log.");
            }
        }
    }

    static bool Holds(byte[] tile, int index, ReadOnlyMemory<byte> entry) =>
        tile.Length >= (index + 1) * MerkleHash.Length
        && tile.AsSpan(index * MerkleHash.Length, MerkleHash.Length).SequenceEqual(MerkleHash.Leaf(entry.Span));

    static bool Passed(AuditPosition one, AuditPosition other) => (one.Blob, one.Offset).CompareTo((other.Blob, other.Offset)) > 0;

    static TransparencyLogException Wrong(AuditPosition position, string what) =>
        new(AuditBlobs.NameOf(position.Blob), $"the line at byte {position.Offset}: {what}.");
}
