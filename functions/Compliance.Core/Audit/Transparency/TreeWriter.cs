using System.Buffers;
using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>Extends a tree with entries and writes its tiles: full ones as they fill, partial ones at the end.</summary>
sealed class TreeWriter
{
    readonly TenantStore store;
    readonly TreeEdge edge;
    readonly ArrayBufferWriter<byte> bundle = new();

    TreeWriter(TenantStore store, TreeEdge edge) => (this.store, this.edge) = (store, edge);

    /// <summary>Entries in the tree.</summary>
    public long Size => edge.Size;

    public byte[] Root() => edge.Root();

    /// <summary>Continues from a checkpoint, whose root hash must follow from the stored tiles.</summary>
    /// <param name="from">Null to start an empty tree.</param>
    /// <exception cref="TransparencyLogException">The tiles give a different root hash.</exception>
    public static async Task<TreeWriter> OpenAsync(TenantStore store, Checkpoint? from, CancellationToken cancellationToken)
    {
        if (from is null)
        {
            return new TreeWriter(store, new TreeEdge());
        }

        var loaded = await TreeEdge.LoadAsync(from.Size, path => TileStore.ReadAsync(store, path, cancellationToken));
        if (!loaded.Root().AsSpan().SequenceEqual(from.Root.Span))
        {
            throw new TransparencyLogException(CheckpointStore.BlobName, "the signed root hash differs from that of the tiles.");
        }

        var tree = new TreeWriter(store, loaded);
        if (tree.BundlePath() is { } path)
        {
            tree.bundle.Write(await TileStore.ReadAsync(store, path, cancellationToken));
            tree.CheckBundle(path);
        }

        return tree;
    }

    /// <param name="entry">As logged, without its newline.</param>
    public async Task AddAsync(ReadOnlyMemory<byte> entry, CancellationToken cancellationToken)
    {
        EntryBundle.Write(bundle, entry.Span);
        var full = edge.Append(MerkleHash.Leaf(entry.Span));
        if (full.Count > 0)
        {
            var path = TilePath.Entries((Size / TilePath.FullWidth) - 1);
            await TileStore.CreateAsync(store, path, bundle.WrittenSpan.ToArray(), cancellationToken);
            bundle.ResetWrittenCount();
        }

        foreach (var (tile, content) in full)
        {
            await TileStore.CreateAsync(store, tile, content, cancellationToken);
        }
    }

    /// <summary>Writes the partial tiles and the partial bundle of the current tree.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        var partial = edge.Partial();
        if (BundlePath() is { } path)
        {
            partial = partial.Append((path, bundle.WrittenSpan.ToArray()));
        }

        await Task.WhenAll(partial.Select(x => TileStore.CreateAsync(store, x.Path, x.Content, cancellationToken)));
    }

    TilePath? BundlePath() => (int)(Size % TilePath.FullWidth) is var width and > 0
        ? TilePath.Entries(Size / TilePath.FullWidth, width)
        : null;

    // The entries that continue in the next bundle must be those that the tree has hashed.
    void CheckBundle(TilePath path)
    {
        var (_, leaves) = edge.Partial().First();
        var hashes = EntryBundle.Read(path, bundle.WrittenMemory).SelectMany(x => MerkleHash.Leaf(x.Span)).ToArray();
        if (!hashes.AsSpan().SequenceEqual(leaves))
        {
            throw new TransparencyLogException(path.ToString(), "its entries differ from those of the tree.");
        }
    }
}
