using System.Globalization;
using Compliance.Audit;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Operations;

/// <summary>The result of a restore.</summary>
/// <param name="Records">Records of the backup by fate.</param>
/// <param name="Erased">Recordings that were erased and stay erased.</param>
/// <param name="Lost">Recordings that can no longer be read, with the reason (<see cref="LostReason"/>).</param>
public sealed record TenantRestoreResult(
    IReadOnlyDictionary<RingFate, int> Records, IReadOnlyCollection<RecordingId> Erased, IReadOnlyDictionary<RecordingId, string> Lost);

/// <summary>
/// Restores a tenant that a <see cref="RestoreMark"/> has closed and whose data exists. It collects what was erased and marks it in both
/// accounts, restores the key ring without it, re-checks every erasure, and declares lost what can no longer be read. Any step may be
/// repeated. The caller removes the marker afterwards.
/// </summary>
public sealed class TenantRestore(
    ErasedSet erasedSet,
    KeyRingRestore ring,
    ErasureSweep sweep,
    LostRecordings recordings,
    LostPackages packages,
    RotationStore rotations,
    WitnessedRestore witnessed,
    IAuditLog audit)
{
    public const string Event = "keys.restored";

    const int AtOnce = 8;

    /// <param name="certificates">Verified certificates of this tenant.</param>
    /// <param name="reason">Why the tenant opens although its log contradicts its witness; null refuses that.</param>
    /// <exception cref="KeyBackupException">The backup cannot be restored, or a reason is needed.</exception>
    public async Task<TenantRestoreResult> RunAsync(
        TenantStore store,
        KeyBackupId backup,
        IReadOnlyList<CertificateStatement> certificates,
        ISealingTerminator sealing,
        string origin,
        RestoreReason? reason,
        CancellationToken cancellationToken)
    {
        await ring.RestoreIntegrityKeyAsync(store, backup, cancellationToken);
        var gap = await witnessed.CheckAsync(store, reason, cancellationToken);
        var erased = await erasedSet.LayAsync(store, certificates, cancellationToken);
        var fates = await ring.RunAsync(store, backup, erased, cancellationToken);

        // Collected again, because the backup has brought its own tombstones.
        erased = await erasedSet.LayAsync(store, certificates, cancellationToken);
        var intent = new AuditEntry(
            Event, backup.ToString(), AuditPhase.Intent, AuditEntry.System, AuditEntry.Success, origin, $"keys/backups/{backup}", gap);
        return await audit.ChangeAsync(
            store.Scope,
            intent,
            async token =>
            {
                await Parallel.ForEachAsync(
                    erased,
                    new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = token },
                    async (id, stop) => await sweep.LookAsync(store, id, sealing, origin, stop));
                await packages.DropAsync(store, token);

                // Restored records may be under a version that an earlier rotation had finished with.
                await rotations.ForgetAsync(store, token);
                return new TenantRestoreResult(fates, erased, await recordings.LoseAsync(store, token));
            },
            (done, result) => done with { Details = Facts(gap, result) },
            cancellationToken);
    }

    static Dictionary<string, string> Facts(IReadOnlyDictionary<string, string>? gap, TenantRestoreResult result) => new(
        gap ?? new Dictionary<string, string>(StringComparer.Ordinal), StringComparer.Ordinal)
    {
        ["written"] = Text(result.Records.GetValueOrDefault(RingFate.Written)),
        ["erased"] = Text(result.Erased.Count),
        ["lost"] = Text(result.Lost.Count),
    };

    static string Text(int count) => count.ToString(CultureInfo.InvariantCulture);
}
