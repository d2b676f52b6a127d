using System.Collections.Concurrent;
using System.Globalization;
using Compliance.Audit;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
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
    RecordingStateStore states,
    Outbox pending,
    RecordingAudit recordings,
    KeyRing keys,
    SubjectRequestRegister register,
    PackageStore packages,
    PackageRemoval packageRemoval,
    RotationStore rotations,
    IAuditLog audit,
    TimeProvider clock)
{
    public const string Event = "keys.restored";

    const int AtOnce = 8;

    /// <param name="certificates">Verified certificates of this tenant.</param>
    /// <exception cref="KeyBackupException">The backup cannot be restored.</exception>
    public async Task<TenantRestoreResult> RunAsync(
        TenantStore store,
        KeyBackupId backup,
        IReadOnlyList<CertificateStatement> certificates,
        ISealingTerminator sealing,
        string origin,
        CancellationToken cancellationToken)
    {
        await ring.RestoreIntegrityKeyAsync(store, backup, cancellationToken);
        var erased = await erasedSet.LayAsync(store, certificates, cancellationToken);
        var fates = await ring.RunAsync(store, backup, erased, cancellationToken);

        // Collected again, because the backup has brought its own tombstones.
        erased = await erasedSet.LayAsync(store, certificates, cancellationToken);
        var intent = new AuditEntry(
            Event, backup.ToString(), AuditPhase.Intent, AuditEntry.System, AuditEntry.Success, origin, $"keys/backups/{backup}");
        return await audit.ChangeAsync(
            store.Scope,
            intent,
            async token =>
            {
                await Parallel.ForEachAsync(
                    erased, Options(token), async (id, stop) => await sweep.LookAsync(store, id, sealing, origin, stop));
                await DropPackagesAsync(store, token);

                // Restored records may be under a version that an earlier rotation had finished with.
                await rotations.ForgetAsync(store, token);
                return new TenantRestoreResult(fates, erased, await LoseAsync(store, token));
            },
            cancellationToken,
            x => new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["written"] = Text(x.Records.GetValueOrDefault(RingFate.Written)),
                ["erased"] = Text(x.Erased.Count),
                ["lost"] = Text(x.Lost.Count),
            });
    }

    /// <summary>Backups do not contain the keys of packages, so packages that were ready are destroyed.</summary>
    async Task DropPackagesAsync(TenantStore store, CancellationToken cancellationToken)
    {
        await foreach (var id in register.ListAsync(store, cancellationToken))
        {
            if (await register.FindAsync(store, id, cancellationToken).OrLeftOutAsync() is { Document.Package: { DestroyedAt: null } package }
                && await packages.FindKeyAsync(store, PackageBuild.Of(id, package), cancellationToken) is null)
            {
                await packageRemoval.DestroyAsync(store, id, PackageState.Lost, cancellationToken);
            }
        }
    }

    /// <summary>Records for every recording whether its key exists; a recording whose key has come back is no longer lost.</summary>
    async Task<IReadOnlyDictionary<RecordingId, string>> LoseAsync(TenantStore store, CancellationToken cancellationToken)
    {
        var lost = new ConcurrentDictionary<RecordingId, string>();
        await Parallel.ForEachAsync(
            states.ListAsync(store, cancellationToken),
            Options(cancellationToken),
            async (id, token) =>
            {
                if (await LoseAsync(store, id, token).OrLeftOutAsync() is { } reason)
                {
                    lost[id] = reason;
                }
            });
        return lost;
    }

    async Task<string?> LoseAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken)
    {
        var record = await keys.FindRecordAsync(store, id, cancellationToken);
        var update = await states.UpdateAsync(
            store,
            id,
            (document, _) =>
            {
                var reason = ReasonOf(document, record);
                return Task.FromResult(reason == document.Lost?.Reason
                    ? null
                    : document with { Lost = reason is null ? null : new LostState(clock.GetUtcNow(), reason) });
            },
            cancellationToken);
        if (update?.Stored.Document is { Lost: { } lost } document)
        {
            await LeaveWorkAsync(store, id, document, cancellationToken);
            return lost.Reason;
        }

        return null;
    }

    /// <summary>Pending work can no longer be settled; announced changes are only closed in the log.</summary>
    async Task LeaveWorkAsync(TenantStore store, RecordingId id, RecordingDocument document, CancellationToken cancellationToken)
    {
        if (await pending.FindAsync(store, id, cancellationToken) is not { } entry)
        {
            return;
        }

        var made = entry.Marker.Owed.Where(document.Took).Select(document.AsMade);
        await recordings.CloseAsync(
            store, id, made, entry.Marker.Owed.Where(x => !document.Took(x)), AuditEntry.Failed, cancellationToken);
        await pending.UnmarkAsync(store, id, cancellationToken);
    }

    static string? ReasonOf(RecordingDocument document, RecordingKeyRecord? record) => document switch
    {
        { Manifest: null } or { State: RecordingState.Erasing or RecordingState.Erased } => null,
        _ when record?.Keys.Any(x => x.Generation == document.KeyGeneration) is not true => LostReason.Key,
        _ when record.MinSequence > RingPruning.SequenceOf(document) => LostReason.RolledBack,
        _ => null,
    };

    static ParallelOptions Options(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };

    static string Text(int count) => count.ToString(CultureInfo.InvariantCulture);
}
