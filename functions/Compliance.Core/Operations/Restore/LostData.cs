using System.Collections.Concurrent;
using Compliance.Audit;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Operations;

/// <summary>Recordings whose key went with the key ring.</summary>
public sealed class LostRecordings(
    RecordingStateStore states, KeyRing keys, RecordingOutbox pending, RecordingAudit audit, TimeProvider clock)
{
    const int AtOnce = 8;

    /// <summary>Says of every recording whether its key is there; one whose key came back after all is lost no more.</summary>
    public async Task<IReadOnlyDictionary<RecordingId, string>> LoseAsync(TenantStore store, CancellationToken cancellationToken)
    {
        var lost = new ConcurrentDictionary<RecordingId, string>();
        await Parallel.ForEachAsync(
            states.ListAsync(store, cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
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

    /// <summary>Nothing that was under way can be settled any more: what was announced is closed in the log, and that is all.</summary>
    async Task LeaveWorkAsync(TenantStore store, RecordingId id, RecordingDocument document, CancellationToken cancellationToken)
    {
        if (await pending.FindAsync(store, id, cancellationToken) is not { } entry)
        {
            return;
        }

        var (made, over) = entry.Value.Split(document, _ => true);
        await audit.CloseAsync(store, id, made, over, AuditEntry.Failed, cancellationToken);
        await pending.UnmarkAsync(store, id, cancellationToken);
    }

    static string? ReasonOf(RecordingDocument document, RecordingKeyRecord? record) => document switch
    {
        { Manifest: null } or { State: RecordingState.Erasing or RecordingState.Erased } => null,
        _ when record?.Keys.Any(x => x.Generation == document.KeyGeneration) is not true => LostReason.Key,
        _ when record.MinSequence > RingPruning.SequenceOf(document) => LostReason.RolledBack,
        _ => null,
    };
}

/// <summary>Packages whose key went with the key ring.</summary>
public sealed class LostPackages(SubjectRequestRegister register, PackageStore packages, PackageRemoval removal)
{
    /// <summary>No backup has the keys of packages: those that were ready are over.</summary>
    public async Task DropAsync(TenantStore store, CancellationToken cancellationToken)
    {
        await foreach (var id in register.ListAsync(store, cancellationToken))
        {
            if (await register.FindAsync(store, id, cancellationToken).OrLeftOutAsync() is { Document.Package: { DestroyedAt: null } package }
                && await packages.FindKeyAsync(store, PackageBuild.Of(id, package), cancellationToken) is null)
            {
                await removal.DestroyAsync(store, id, PackageState.Lost, cancellationToken);
            }
        }
    }
}
