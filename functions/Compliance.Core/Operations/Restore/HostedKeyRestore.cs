using Azure.Storage.Blobs.Models;
using Compliance.Keys;
using Compliance.Recordings;
using Compliance.Tenancy;

namespace Compliance.Operations;

/// <summary>
/// Restores a tenant's key ring while hosts are running and the tenant's data exists. The tenant is first closed to all hosts, and reopened
/// once every erasure has been re-checked. <c>keybackups/{backupId}/restored</c> records that it is done.
/// </summary>
public sealed class HostedKeyRestore(TenantRestore restore, KeyBackupReader reader, TenantGate gate, TimeProvider clock)
{
    /// <summary>By then every host has seen the marker, and calls that started before have ended.</summary>
    static readonly TimeSpan Pause = TenantGate.Remembered * 3;

    /// <returns>Null if it was already done.</returns>
    /// <exception cref="KeyBackupException">
    /// The backup cannot be restored; the tenant stays open, unless an earlier attempt had closed it. Or its log contradicts its witness
    /// and there is no reason; the tenant stays closed.
    /// </exception>
    public async Task<TenantRestoreResult?> RunAsync(
        TenantStore store,
        KeyBackupId backup,
        ISealingTerminator sealing,
        string origin,
        RestoreReason? reason,
        CancellationToken cancellationToken)
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
        var result = await restore.RunAsync(store, backup, certificates: [], sealing, origin, reason, cancellationToken);
        await done.UploadAsync(BinaryData.Empty, new BlobUploadOptions(), cancellationToken);
        await RestoreMark.RemoveAsync(store, cancellationToken);
        return result;
    }

    /// <summary>Reopens a tenant that a run left closed when it died before its last step. The marker of another restore stays.</summary>
    static async Task OpenAgainAsync(TenantStore store, KeyBackupId backup, CancellationToken cancellationToken)
    {
        if (await RestoreMark.FindAsync(store, cancellationToken) is { Copy: null } mark && mark.Backup == backup.ToString())
        {
            await RestoreMark.RemoveAsync(store, cancellationToken);
        }
    }
}
