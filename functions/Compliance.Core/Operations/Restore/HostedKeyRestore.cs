using Azure.Storage.Blobs.Models;
using Compliance.Keys;
using Compliance.Recordings;
using Compliance.Tenancy;

namespace Compliance.Operations;

/// <summary>
/// Restores the key ring of a tenant whose data is there, while hosts run: the tenant is closed to all of them first, and opened when every
/// erasure has been gone through again. <c>keybackups/{backupId}/restored</c> says that it was done.
/// </summary>
public sealed class HostedKeyRestore(TenantRestore restore, KeyBackupReader reader, TenantGate gate, TimeProvider clock)
{
    /// <summary>Until every host has seen the mark, and the calls that it let in before have ended.</summary>
    static readonly TimeSpan Pause = TenantGate.Remembered * 3;

    /// <returns>Null when it was done before.</returns>
    /// <exception cref="KeyBackupException">
    /// The backup is not restored; the tenant stays open, unless an earlier try had closed it.
    /// </exception>
    public async Task<TenantRestoreResult?> RunAsync(
        TenantStore store, KeyBackupId backup, ISealingTerminator sealing, string origin, CancellationToken cancellationToken)
    {
        using var passing = gate.Pass();
        var done = store.KeyBackups.GetBlobClient($"{backup}/restored");
        if (await done.ExistsAsync(cancellationToken))
        {
            await OpenAgainAsync(store, backup, cancellationToken);
            return null;
        }

        await reader.VerifyAsync(store, backup, cancellationToken);
        await new RestoreMark(backup.ToString(), Data: false, Copy: null, clock.GetUtcNow()).TryPutAsync(store, cancellationToken);
        await Task.Delay(Pause, clock, cancellationToken);
        var result = await restore.RunAsync(store, backup, certificates: [], sealing, origin, cancellationToken);
        await done.UploadAsync(BinaryData.Empty, new BlobUploadOptions(), cancellationToken);
        await RestoreMark.RemoveAsync(store, cancellationToken);
        return result;
    }

    /// <summary>A run that died before its last step left the tenant closed. The mark of another restore stays.</summary>
    static async Task OpenAgainAsync(TenantStore store, KeyBackupId backup, CancellationToken cancellationToken)
    {
        if (await RestoreMark.FindAsync(store, cancellationToken) is { Copy: null } mark && mark.Backup == backup.ToString())
        {
            await RestoreMark.RemoveAsync(store, cancellationToken);
        }
    }
}
