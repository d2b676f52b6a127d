using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>
/// Extends the tree to the end of the append blobs: reads new entries in order, drops repeats, and writes ids, tiles, bundles and finally
/// the checkpoint, on condition that it is unchanged. All other writes are create-only and depend on the log alone, so hosts that run
/// concurrently, or again after a crash, write the same bytes.
/// </summary>
public sealed class Checkpointer(TenantStoreFactory stores, AuditReader reader, CheckpointStore checkpoints, CheckpointSigner signer)
{
    /// <summary>Most new entries per checkpoint. A long backlog is covered in steps, each of which survives a crash.</summary>
    public const int MostEntries = 64 * TilePath.FullWidth;

    const int Parallel = 16;

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
        var position = former?.Position ?? AuditPosition.Start;
        var more = false;
        await foreach (var lines in ReadAsync(store.Scope, position, cancellationToken))
        {
            tree ??= await TreeWriter.OpenAsync(store, former?.Checkpoint, cancellationToken);
            await AddAsync(store, tree, lines, cancellationToken);
            position = lines[^1].Next;
            if (tree.Size - (former?.Size ?? 0) >= MostEntries)
            {
                more = true;
                break;
            }
        }

        if (tree is null)
        {
            return (Step.NothingNew, former);
        }

        var written = tree.Size == former?.Size
            ? await checkpoints.TryWriteAsync(store, former, former.Checkpoint, former.Note, position, cancellationToken)
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

    async IAsyncEnumerable<IReadOnlyList<LoggedEntry>> ReadAsync(
        TenantScope scope, AuditPosition from, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var lines = new List<LoggedEntry>(TilePath.FullWidth);
        await foreach (var line in reader.ReadAsync(scope, from, cancellationToken))
        {
            Check(scope.Resource, line);
            lines.Add(line);
            if (lines.Count == TilePath.FullWidth)
            {
                yield return lines;
                lines.Clear();
            }
        }

        if (lines.Count > 0)
        {
            yield return lines;
        }
    }

    static async Task AddAsync(TenantStore store, TreeWriter tree, IReadOnlyList<LoggedEntry> lines, CancellationToken cancellationToken)
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
        }

        await System.Threading.Tasks.Parallel.ForEachAsync(
            fresh, options, async (x, token) => await EntryIndex.CreateAsync(store, x.Id, x.Index, token));
        foreach (var line in added)
        {
            await tree.AddAsync(line.Utf8, cancellationToken);
        }
    }

    static void Check(TenantId tenant, LoggedEntry entry)
    {
        if (entry.Utf8.Length > EntryBundle.LongestEntry)
        {
            throw new TransparencyLogException(AuditBlobs.NameOf(entry.Position.Blob), "an entry is too long for a bundle.");
        }

        if (entry.Line.Id != AuditEntryId.Of(tenant, entry.Line))
        {
            throw new TransparencyLogException(AuditBlobs.NameOf(entry.Position.Blob), "the id of an entry does not match its content.");
        }
    }
}
