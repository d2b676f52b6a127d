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
        var walk = new LogWalk(stores.Open(scope));
        FsckFinding? finding = null;
        try
        {
            // Reads the checkpoint first and the log last, so that entries added during the check do no harm.
            var checkpoint = await new CheckpointStore(signer).FindAsync(stores.Open(scope), cancellationToken);
            await walk.ListAsync(checkpoint, cancellationToken);
            await foreach (var part in reader.ReadAsync(scope, AuditPosition.Start, cancellationToken))
            {
                if (part is LoggedEntry entry)
                {
                    await walk.AddAsync(entry, cancellationToken);
                }
                else
                {
                    finding ??= FindingOf(part);
                }
            }

            await walk.EndAsync(cancellationToken);
        }
        catch (TransparencyLogException wrong)
        {
            var container = wrong.Blob is null or CheckpointStore.BlobName ? ContainerNames.State : ContainerNames.Audit;
            finding ??= new FsckFinding($"{container}: {wrong.Blob ?? CheckpointStore.BlobName}", wrong.What ?? wrong.Message);
        }

        return new FsckResult(walk.Size, "entries", finding is null ? [] : [finding]);
    }

    static FsckFinding FindingOf(LogPart foreign) => foreign switch
    {
        UnreadableBytes bytes => new(
            $"{ContainerNames.Audit}: {AuditBlobs.NameOf(bytes.Position.Blob)}",
            $"the line at byte {bytes.Position.Offset}: it is no entry."),
        ForeignBlob blob => new($"{ContainerNames.Audit}: {blob.Name}", "it is no blob of the log."),
        _ => throw new ArgumentOutOfRangeException(nameof(foreign)),
    };
}
