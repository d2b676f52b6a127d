using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>Rebuilds the tree from the append blobs and compares it with what is stored, bundle by bundle.</summary>
sealed class LogWalk(TenantStore store)
{
    readonly StoredTiles tiles = new(store);
    readonly StoredIds ids = new(store);
    readonly TreeEdge edge = new();
    readonly List<LoggedEntry> bundle = new(TilePath.FullWidth);
    StoredCheckpoint? checkpoint;

    /// <summary>Entries read so far, without repeats.</summary>
    public long Size => edge.Size;

    /// <summary>The end of the last line read.</summary>
    public AuditPosition Reached { get; private set; }

    long Covered => checkpoint?.Size ?? 0;

    /// <summary>Lists what is stored besides the log. Call it before the first line.</summary>
    public async Task ListAsync(StoredCheckpoint? head, CancellationToken cancellationToken)
    {
        checkpoint = head;
        await tiles.ListAsync(cancellationToken);
        await ids.ListAsync(cancellationToken);
        if (head is null && tiles.Any)
        {
            throw new TransparencyLogException(CheckpointStore.BlobName, "there are tiles but no checkpoint.");
        }
    }

    public async Task AddAsync(LoggedEntry entry, CancellationToken cancellationToken)
    {
        var fresh = await TakeIdAsync(entry, cancellationToken);
        CheckPlace(entry, fresh);
        Reached = entry.Next;
        if (!fresh)
        {
            return;
        }

        bundle.Add(entry);
        var full = edge.Append(MerkleHash.Leaf(entry.Utf8.Span));
        if (full.Count > 0)
        {
            await CheckBundleAsync(full[0].Content, cancellationToken);
        }

        foreach (var (path, content) in full)
        {
            await tiles.CheckAsync(path, Size <= Covered ? TilePath.FullWidth : 0, content, cancellationToken);
        }

        if (Size == Covered)
        {
            await CheckHeadAsync(cancellationToken);
        }
    }

    /// <summary>Completes the comparison after the last line.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        if (Size < Covered)
        {
            throw new TransparencyLogException(
                AuditBlobs.NameOf(Reached.Blob), $"the log ends after {Size} entries; the checkpoint covers {Covered}.");
        }

        if (checkpoint is not null && Passed(checkpoint.Position, Reached))
        {
            throw new TransparencyLogException(CheckpointStore.BlobName, "its position lies beyond the end of the log.");
        }

        if (bundle.Count > 0)
        {
            await CheckBundleAsync(edge.Partial().First().Content, cancellationToken);
        }

        foreach (var (path, content) in edge.Partial())
        {
            await tiles.CheckAsync(path, required: 0, content, cancellationToken);
        }

        tiles.CheckNoneIsLeft();
        ids.CheckNoneIsLeft();
    }

    // If id and log disagree, the tree shows which of the two was changed.
    async Task<bool> TakeIdAsync(LoggedEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            return ids.Take(entry.Line.Id, Covered) is not null;
        }
        catch (TransparencyLogException)
        {
            var sealedEntry = Size < Covered
                ? await new TreeReader(store, Covered, cancellationToken).EntriesAsync(Size, 1).SingleAsync(cancellationToken)
                : entry.Utf8;
            if (!sealedEntry.Span.SequenceEqual(entry.Utf8.Span))
            {
                throw Wrong(entry, $"it is not entry {Size} of the tree");
            }

            throw;
        }
    }

    // The checkpoint covers every entry before its position and none after it.
    void CheckPlace(LoggedEntry entry, bool fresh)
    {
        if (checkpoint is null || !fresh)
        {
            return;
        }

        var before = Size < Covered;
        if (before ? Passed(entry.Next, checkpoint.Position) : Passed(checkpoint.Position, entry.Position))
        {
            throw new TransparencyLogException(CheckpointStore.BlobName, "its position in the log does not match its size.");
        }
    }

    async Task CheckHeadAsync(CancellationToken cancellationToken)
    {
        foreach (var (path, _) in edge.Partial())
        {
            await TileStore.ReadAsync(store, path, cancellationToken);
        }

        if (Size % TilePath.FullWidth is var width and > 0)
        {
            await TileStore.ReadAsync(store, TilePath.Entries(Size / TilePath.FullWidth, (int)width), cancellationToken);
        }

        if (!edge.Root().AsSpan().SequenceEqual(checkpoint!.Checkpoint.Root.Span))
        {
            throw new TransparencyLogException(CheckpointStore.BlobName, "its root hash differs from that of the log.");
        }
    }

    // Log, bundle and tile each contain the entry or its hash; the one that differs from the other two is wrong.
    async Task CheckBundleAsync(ReadOnlyMemory<byte> leaves, CancellationToken cancellationToken)
    {
        var number = (Size - 1) / TilePath.FullWidth;
        var required = (int)Math.Clamp(Covered - (number * TilePath.FullWidth), 0, TilePath.FullWidth);
        foreach (var path in tiles.Take(TilePath.Entries(number), required, bundle.Count))
        {
            var entries = EntryBundle.Read(path, await TileStore.ReadAsync(store, path, cancellationToken));
            for (var i = 0; i < entries.Count; i++)
            {
                if (!entries[i].Span.SequenceEqual(bundle[i].Utf8.Span))
                {
                    var tile = await TileStore.FindAsync(store, TilePath.Hashes(0, number, path.Width), cancellationToken);
                    throw tile is not null && Holds(tile, i, entries[i])
                        ? Wrong(bundle[i], $"it is not entry {(number * TilePath.FullWidth) + i} of the tree")
                        : new TransparencyLogException(path.ToString(), $"its entry {i} differs from that in the log.");
                }
            }
        }

        bundle.Clear();
    }

    static bool Holds(byte[] tile, int index, ReadOnlyMemory<byte> entry) =>
        tile.Length >= (index + 1) * MerkleHash.Length
        && tile.AsSpan(index * MerkleHash.Length, MerkleHash.Length).SequenceEqual(MerkleHash.Leaf(entry.Span));

    static bool Passed(AuditPosition one, AuditPosition other) => (one.Blob, one.Offset).CompareTo((other.Blob, other.Offset)) > 0;

    static TransparencyLogException Wrong(LoggedEntry entry, string what) =>
        new(AuditBlobs.NameOf(entry.Position.Blob), $"the line at byte {entry.Position.Offset}: {what}.");
}
