using System.Collections.Concurrent;
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
    RecordingStateStore states,
    RecordingOutbox pending,
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
                    erased, Options(token), async (id, stop) => await sweep.LookAsync(store, id, sealing, origin, stop));
                await DropPackagesAsync(store, token);

                // What came back may be under a version that a rotation had done with.
                await rotations.ForgetAsync(store, token);
                return new TenantRestoreResult(fates, erased, await LoseAsync(store, token));
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

    /// <summary>No backup has the keys of packages: those that were ready are over.</summary>
    async Task DropPackagesAsync(TenantStore store, CancellationToken cancellationToken)
    {
        await foreach (var id in register.ListAsync(store, cancellationToken))
        {
            if (await register.FindAsync(store, id, cancellationToken) is { Document.Package: { DestroyedAt: null } package }
                && await packages.FindKeyAsync(store, PackageBuild.Of(id, package), cancellationToken) is null)
            {
                await packageRemoval.DestroyAsync(store, id, PackageState.Lost, cancellationToken);
            }
        }
    }

    /// <summary>Says of every recording whether its key is there; one whose key came back after all is lost no more.</summary>
    async Task<IReadOnlyDictionary<RecordingId, string>> LoseAsync(TenantStore store, CancellationToken cancellationToken)
    {
        var lost = new ConcurrentDictionary<RecordingId, string>();
        await Parallel.ForEachAsync(
            states.ListAsync(store, cancellationToken),
            Options(cancellationToken),
            async (id, token) =>
            {
                if (await LoseAsync(store, id, token) is { } reason)
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

    /// <summary>Nothing that was under way can be settled any more: what was announced is closed in the log, and that is all.</summary>
    async Task LeaveWorkAsync(TenantStore store, RecordingId id, RecordingDocument document, CancellationToken cancellationToken)
    {
        if (await pending.FindAsync(store, id, cancellationToken) is not { } entry)
        {
            return;
        }

        var (made, over) = entry.Value.Split(document, _ => true);
        await recordings.CloseAsync(store, id, made, over, AuditEntry.Failed, cancellationToken);
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
