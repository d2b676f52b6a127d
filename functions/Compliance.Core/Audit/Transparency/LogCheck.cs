using Compliance.Fsck;
using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>
/// Verifies a whole log from storage: append blobs, repeats, ids, bundles, every tile, root, checkpoint, its signature and its position.
/// Needs about 70 bytes of memory per entry.
/// </summary>
public sealed class LogCheck(TenantStoreFactory stores, AuditReader reader, CheckpointSigner signer) : IFsckCheck
{
    public string Name => "audit log";

    public async Task<FsckResult> CheckAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        var (store, faults) = (stores.Open(scope), new LogFaults());
        var walk = new LogWalk(store, faults);

        // Reads the checkpoint first and the log last, so that entries added during the check do no harm.
        StoredCheckpoint? checkpoint = null;
        await faults.TryAsync(async () => checkpoint = await new CheckpointStore(signer).FindAsync(store, cancellationToken));
        await faults.TryAsync(async () =>
        {
            await walk.ListAsync(checkpoint, cancellationToken);
            await foreach (var part in reader.ReadAsync(scope, AuditPosition.Start, cancellationToken))
            {
                if (part is LoggedEntry entry)
                {
                    await walk.AddAsync(entry, cancellationToken);
                }
                else
                {
                    Add(faults, part);
                }
            }

            await walk.EndAsync(cancellationToken);
        });
        return new FsckResult(walk.Read, "entries", faults.All);
    }

    static void Add(LogFaults faults, LogPart foreign)
    {
        var (blob, what) = foreign switch
        {
            UnreadableBytes bytes => (AuditBlobs.NameOf(bytes.Position.Blob), $"the line at byte {bytes.Position.Offset}: it is no entry."),
            ForeignBlob other => (other.Name, "it is no blob of the log."),
            _ => throw new ArgumentOutOfRangeException(nameof(foreign)),
        };
        faults.Add($"{ContainerNames.Audit}: {blob}", what);
    }
}
