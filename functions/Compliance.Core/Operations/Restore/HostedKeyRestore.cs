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
        TenantStore store, KeyBackupId backup, ISealingTerminator sealing, string origin, CancellationToken cancellation)
    {
        using var passing = gate.Pass();
        var done = store.KeyBackups.GetBlobClient($"{backup}/restored");
        if (await done.ExistsAsync(cancellation))
        {
            await OpenAgainAsync(store, backup, cancellation);
            return null;
        }

        await reader.VerifyAsync(store, backup, cancellation);
        await new RestoreMark(backup.ToString(), Data: false, Copy: null, clock.GetUtcNow()).TryPutAsync(store, cancellation);
        await Task.Delay(Pause, clock, cancellation);
        var result = await restore.RunAsync(store, backup, certificates: [], sealing, origin, cancellation);
        await done.UploadAsync(BinaryData.Empty, new BlobUploadOptions(), cancellation);
        await RestoreMark.RemoveAsync(store, cancellation);
        return result;
    }

    /// <summary>A run that died before its last step left the tenant closed. The mark of another restore stays.</summary>
    static async Task OpenAgainAsync(TenantStore store, KeyBackupId backup, CancellationToken cancellation)
    {
        if (await RestoreMark.FindAsync(store, cancellation) is { Copy: null } mark && mark.Backup == backup.ToString())
        {
            await RestoreMark.RemoveAsync(store, cancellation);
        }
    }
}
