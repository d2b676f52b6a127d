using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>
/// Extends the tree to the end of the append blobs: reads new entries in order, drops repeats, and writes ids, tiles, bundles and finally
/// the checkpoint, on condition that it is unchanged. All other writes are create-only and depend on the log alone, so hosts that run
/// concurrently, or again after a crash, write the same bytes. What is no entry is read over and stated by an entry of its own.
/// </summary>
public sealed class Checkpointer(
    TenantStoreFactory stores, IAuditLog audit, AuditReader reader, CheckpointStore checkpoints, CheckpointSigner signer)
{
    /// <summary>Most new entries per checkpoint. A long backlog is covered in steps, each of which survives a crash.</summary>
    public const int MostEntries = 64 * TilePath.FullWidth;

    const int Parallel = 16;

    const int RememberedStatements = 10_000;

    readonly RecentlySeen stated = new(RememberedStatements);

    enum Step
    {
        NothingNew,
        Written,
        MoreToCome,
        Overtaken,
    }

    /// <summary>Covers all entries that were appended before the call.</summary>
    /// <returns>The current checkpoint; null while the log is empty.</returns>
    /// <exception cref="TransparencyLogException">The log would not extend what is stored; nothing was signed.</exception>
    public async Task<StoredCheckpoint?> AdvanceAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        var store = stores.Open(scope);
        while (true)
        {
            var former = await checkpoints.FindAsync(store, cancellationToken);
            var (step, latest) = await StepAsync(store, former, cancellationToken);
            if (step is Step.NothingNew or Step.Written)
            {
                return latest;
            }
        }
    }

    async Task<(Step Step, StoredCheckpoint? Latest)> StepAsync(
        TenantStore store, StoredCheckpoint? former, CancellationToken cancellationToken)
    {
        TreeWriter? tree = null;
        var unreadable = new Unreadable(store, stated);
        var start = former?.Position ?? AuditPosition.Start;
        var (position, more) = (start, false);
        var repeats = new Repeats(store, former?.Size ?? 0);
        await foreach (var parts in reader.ReadAsync(store.Scope, start, cancellationToken).Chunk(TilePath.FullWidth))
        {
            await unreadable.AddAsync(parts, cancellationToken);
            LoggedEntry[] entries = [.. parts.OfType<LoggedEntry>()];
            if (entries.Length > 0)
            {
                tree ??= await TreeWriter.OpenAsync(store, former?.Checkpoint, cancellationToken);
                await AddAsync(store, tree, repeats, entries, cancellationToken);
            }

            position = parts[^1].End ?? position;
            if (tree?.Size - (former?.Size ?? 0) >= MostEntries)
            {
                more = true;
                break;
            }
        }

        more |= await unreadable.StateAsync(audit, cancellationToken);
        if ((tree is null && former is null) || position == start)
        {
            return (more ? Step.MoreToCome : Step.NothingNew, former);
        }

        var written = tree is null || tree.Size == former?.Size
            ? await checkpoints.TryWriteAsync(store, former, former!.Checkpoint, former.Note, position, cancellationToken)
            : await SignAsync(store, former, tree, position, cancellationToken);
        return written is null ? (Step.Overtaken, null) : (more ? Step.MoreToCome : Step.Written, written);
    }

    async Task<StoredCheckpoint?> SignAsync(
        TenantStore store, StoredCheckpoint? former, TreeWriter tree, AuditPosition position, CancellationToken cancellationToken)
    {
        await tree.FlushAsync(cancellationToken);
        var checkpoint = new Checkpoint(Checkpoint.OriginOf(store.Tenant), tree.Size, tree.Root());
        var note = await signer.SignAsync(store.Scope, checkpoint, cancellationToken);
        return await checkpoints.TryWriteAsync(store, former, checkpoint, note, position, cancellationToken);
    }

    static async Task AddAsync(
        TenantStore store,
        TreeWriter tree,
        Repeats repeats,
        IReadOnlyList<LoggedEntry> lines,
        CancellationToken cancellationToken)
    {
        var ids = lines.Select(x => x.Line.Id).Distinct(StringComparer.Ordinal).ToArray();
        var indices = new long?[ids.Length];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken };
        await System.Threading.Tasks.Parallel.ForAsync(
            0, ids.Length, options, async (i, token) => indices[i] = await EntryIndex.FindAsync(store, ids[i], token));

        var known = ids.Zip(indices).ToDictionary(x => x.First, x => x.Second, StringComparer.Ordinal);
        var fresh = new List<(string Id, long Index)>();
        var added = new List<LoggedEntry>();
        foreach (var line in lines)
        {
            var (id, next) = (line.Line.Id, tree.Size + added.Count);
            if (known[id] is { } index && index < next)
            {
                await repeats.CompareAsync(line, index, cancellationToken);
                continue;
            }

            // An index that exists already was written by a run that did not get as far as the checkpoint.
            if (known[id] is null)
            {
                fresh.Add((id, next));
            }
            else if (known[id] != next)
            {
                throw new TransparencyLogException(EntryIndex.Prefix + id, "its index differs from that in the log.");
            }

            known[id] = next;
            added.Add(line);
            repeats.First(line);
        }

        await System.Threading.Tasks.Parallel.ForEachAsync(
            fresh, options, async (x, token) => await EntryIndex.CreateAsync(store, x.Id, x.Index, token));
        foreach (var line in added)
        {
            await tree.AddAsync(line.Utf8, cancellationToken);
        }
    }
}
