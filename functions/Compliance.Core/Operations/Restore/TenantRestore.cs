using System.Globalization;
using Compliance.Audit;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Operations;

/// <summary>What a restore came to.</summary>
/// <param name="Records">Records of the backup by fate.</param>
/// <param name="Erased">Recordings that were erased, and stay so.</param>
/// <param name="Lost">Recordings of which nothing can be read any more, with the reason (<see cref="LostReason"/>).</param>
public sealed record TenantRestoreResult(
    IReadOnlyDictionary<RingFate, int> Records, IReadOnlyCollection<RecordingId> Erased, IReadOnlyDictionary<RecordingId, string> Lost);

/// <summary>
/// Brings a tenant back that is closed by a <see cref="RestoreMark"/>, its data being there: who was erased is collected and marked in both
/// accounts, the key ring restored without them, every erasure gone through again, and what can't be read any more said to be lost. Any
/// step may be repeated. Whoever calls it removes the mark after it.
/// </summary>
public sealed class TenantRestore(
    ErasedSet erasedSet,
    KeyRingRestore ring,
    ErasureSweep sweep,
    LostRecordings recordings,
    LostPackages packages,
    RotationStore rotations,
    IAuditLog audit)
{
    public const string Event = "keys.restored";

    const int AtOnce = 8;

    /// <param name="certificates">Verified ones of this tenant.</param>
    /// <exception cref="KeyBackupException">The backup is not restored.</exception>
    public async Task<TenantRestoreResult> RunAsync(
        TenantStore store,
        KeyBackupId backup,
        IReadOnlyList<CertificateStatement> certificates,
        ISealingTerminator sealing,
        string origin,
        CancellationToken cancellationToken)
    {
        var erased = await erasedSet.LayAsync(store, certificates, cancellationToken);
        var fates = await ring.RunAsync(store, backup, erased, cancellationToken);

        // The backup's own marks came with it.
        erased = await erasedSet.LayAsync(store, certificates, cancellationToken);
        var intent = new AuditEntry(
            Event, backup.ToString(), AuditPhase.Intent, AuditEntry.System, AuditEntry.Success, origin, $"keys/backups/{backup}");
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

                // What came back may be under a version that a rotation had done with.
                await rotations.ForgetAsync(store, token);
                return new TenantRestoreResult(fates, erased, await recordings.LoseAsync(store, token));
            },
            (done, result) => done with { Details = Facts(result) },
            cancellationToken);
    }

    static Dictionary<string, string> Facts(TenantRestoreResult result) => new(StringComparer.Ordinal)
    {
        ["written"] = Text(result.Records.GetValueOrDefault(RingFate.Written)),
        ["erased"] = Text(result.Erased.Count),
        ["lost"] = Text(result.Lost.Count),
    };

    static string Text(int count) => count.ToString(CultureInfo.InvariantCulture);
}
