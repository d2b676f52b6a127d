using System.Buffers;
using System.Collections.Concurrent;
using Compliance.Failures;
using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>A tenant's audit log as a Merkle tree: heads, tiles, entries and proofs (FORMAT.md).</summary>
public sealed class TransparencyLog(TenantStoreFactory stores, CheckpointStore checkpoints, Checkpointer checkpointer)
{
    /// <summary>Entries read for one page.</summary>
    public const int MostSearched = 64 * TilePath.FullWidth;

    // Within a host, one caller extends the log at a time; between hosts the condition on the checkpoint decides.
    readonly ConcurrentDictionary<TenantScope, SemaphoreSlim> turns = new();

    /// <summary>The current checkpoint; null before the first.</summary>
    /// <exception cref="TransparencyLogException">It is not that of this log, or older than one seen before.</exception>
    public Task<StoredCheckpoint?> CheckpointAsync(TenantScope scope, CancellationToken cancellationToken) =>
        checkpoints.FindAsync(stores.Open(scope), cancellationToken);

    /// <summary>Covers all entries that were appended before the call. Costs one list and one read if there are no new ones.</summary>
    /// <returns>The checkpoint after that; null while the log is empty.</returns>
    /// <exception cref="TransparencyLogException">The stored log was changed; nothing was signed.</exception>
    public async Task<StoredCheckpoint?> AdvanceAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        var turn = turns.GetOrAdd(scope, _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            return await checkpointer.AdvanceAsync(scope, cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>The index of an entry that the checkpoint covers; null if it does not cover the entry. Takes one or two requests.</summary>
    /// <param name="entryId">See <see cref="AuditEntryId"/>.</param>
    public async Task<long?> FindIndexAsync(TenantScope scope, string entryId, CancellationToken cancellationToken)
    {
        var store = stores.Open(scope);
        if (await EntryIndex.FindAsync(store, entryId, cancellationToken) is not { } index)
        {
            return null;
        }

        var covered = index < checkpoints.SeenSize(scope) || index < (await checkpoints.FindAsync(store, cancellationToken))?.Size;
        return covered ? index : null;
    }

    /// <summary>Proves that an entry is in the log. If no checkpoint covers it yet, one is made first.</summary>
    /// <param name="entryId">See <see cref="AuditEntryId"/>.</param>
    /// <returns>Null if the log has no such entry.</returns>
    /// <exception cref="TransparencyLogException">What is stored yields no valid proof.</exception>
    public async Task<LogProof?> ProveAsync(TenantScope scope, string entryId, CancellationToken cancellationToken)
    {
        var store = stores.Open(scope);
        if (await FindIndexAsync(scope, entryId, cancellationToken) is null)
        {
            await AdvanceAsync(scope, cancellationToken);
        }

        if (await EntryIndex.FindAsync(store, entryId, cancellationToken) is not { } index
            || await checkpoints.FindAsync(store, cancellationToken) is not { } stored
            || index >= stored.Size)
        {
            return null;
        }

        var tree = new TreeReader(store, stored.Size, cancellationToken);
        var entry = await tree.EntriesAsync(index, 1).SingleAsync(cancellationToken);
        var proof = new LogProof(
            index, entry, await tree.InclusionAsync(index, stored.Size), stored.Checkpoint, stored.Note);
        return AuditLine.Parse(entry.Span).Id == entryId && MerkleProof.Includes(stored.Checkpoint, index, entry.Span, proof.Hashes)
            ? proof
            : throw new TransparencyLogException(EntryIndex.Prefix + entryId, "the tree has a different entry at that index.");
    }

    /// <summary>A tile or bundle. A partial one that no longer exists is cut from the full one.</summary>
    /// <returns>Null if the tree has no such tile.</returns>
    public async Task<byte[]?> TileAsync(TenantScope scope, TilePath path, CancellationToken cancellationToken)
    {
        var store = stores.Open(scope);
        if (await TileStore.FindAsync(store, path, cancellationToken) is { } tile)
        {
            return tile;
        }

        return !path.IsFull && await TileStore.FindAsync(store, path.Full, cancellationToken) is { } full ? Cut(full, path) : null;
    }

    /// <summary>Entries covered by the current checkpoint, beginning at an index, that a filter selects.</summary>
    /// <param name="count">Most entries to return. After <see cref="MostSearched"/> entries the page ends, even if it is empty.</param>
    public async Task<AuditPage> FindAsync(
        TenantScope scope, AuditFilter filter, long from, int count, CancellationToken cancellationToken)
    {
        var store = stores.Open(scope);
        var size = (await checkpoints.FindAsync(store, cancellationToken))?.Size ?? 0;
        var (found, next) = (new List<IndexedEntry>(), from);
        await foreach (var entry in new TreeReader(store, size, cancellationToken).EntriesAsync(from, MostSearched))
        {
            if (filter.Includes(AuditLine.Parse(entry.Span)))
            {
                found.Add(new IndexedEntry(next, entry));
            }

            next++;
            if (found.Count == count)
            {
                break;
            }
        }

        return new AuditPage(size, found, next < size ? next : null);
    }

    /// <param name="size">Size of the tree; null for that of the checkpoint.</param>
    public async Task<Outcome<InclusionProof>> InclusionAsync(
        TenantScope scope, long index, long? size, CancellationToken cancellationToken)
    {
        var store = stores.Open(scope);
        var covered = (await checkpoints.FindAsync(store, cancellationToken))?.Size ?? 0;
        var of = size ?? covered;
        if (of > covered || index >= of)
        {
            return OutOfTree(covered);
        }

        var tree = new TreeReader(store, covered, cancellationToken);
        return new InclusionProof(
            index, of, await tree.LeafAsync(index), await tree.RootAsync(of), await tree.InclusionAsync(index, of));
    }

    /// <param name="from">Size of the older tree, at least 1.</param>
    /// <param name="to">Size of the newer one; null for that of the checkpoint.</param>
    public async Task<Outcome<ConsistencyProof>> ConsistencyAsync(
        TenantScope scope, long from, long? to, CancellationToken cancellationToken)
    {
        var store = stores.Open(scope);
        var covered = (await checkpoints.FindAsync(store, cancellationToken))?.Size ?? 0;
        var until = to ?? covered;
        if (until > covered || from > until)
        {
            return OutOfTree(covered);
        }

        var tree = new TreeReader(store, covered, cancellationToken);
        return new ConsistencyProof(
            from, until, await tree.RootAsync(from), await tree.RootAsync(until), await tree.ConsistencyAsync(from, until));
    }

    static Failure OutOfTree(long covered) => Failure.NotFound($"The log has {covered} entries under its checkpoint; this asks for more.");

    static byte[] Cut(byte[] full, TilePath path)
    {
        if (!path.IsBundle)
        {
            return full[..(path.Width * MerkleHash.Length)];
        }

        var partial = new ArrayBufferWriter<byte>();
        foreach (var entry in EntryBundle.Read(full).Take(path.Width))
        {
            EntryBundle.Write(partial, entry.Span);
        }

        return partial.WrittenSpan.ToArray();
    }
}
