using System.Collections.Concurrent;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <param name="Back">The number of recordings that had come back in part or whole.</param>
/// <param name="Left">Recordings that could not be checked.</param>
public sealed record ErasureSweepResult(int Back, IReadOnlyList<(RecordingId Id, Exception Reason)> Left);

/// <summary>
/// Walks the erasure marks of the keys account: removes again what a backup, a slow step or an upload URL brought back, and removes
/// tombstones after which nothing can come back any more. Runs hourly: checks young marks every time and older ones once a day. A tombstone
/// without a mark destroys nothing and is reported.
/// </summary>
public sealed class ErasureSweep(
    TombstoneStore tombstones,
    RecordingStateStore states,
    RecordingDestruction destruction,
    RecordingErasure erasure,
    TimeProvider clock)
{
    /// <summary>After this time, steps that were running when the recording was erased have ended.</summary>
    static readonly TimeSpan Young = TimeSpan.FromHours(2);

    const int AtOnce = 8;
    const int DailyHour = 3;

    /// <param name="origin">The function's name, for the audit log.</param>
    public async Task<ErasureSweepResult> RunAsync(
        TenantStore store, ISealingTerminator sealing, string origin, CancellationToken cancellationToken)
    {
        var (now, back, left) = (clock.GetUtcNow(), 0, new ConcurrentQueue<(RecordingId, Exception)>());
        var marked = await KeyRingTombstones.ListAsync(store, cancellationToken).ToListAsync(cancellationToken);
        await Parallel.ForEachAsync(
            marked,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (laid, token) =>
            {
                var age = now - laid.At;
                if (age >= Young && age < TombstoneStore.Kept && now.UtcDateTime.Hour != DailyHour)
                {
                    return;
                }

                try
                {
                    if (await LookAsync(store, laid.Id, age >= TombstoneStore.Kept, sealing, origin, token))
                    {
                        Interlocked.Increment(ref back);
                    }
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    // One that fails must not keep the others waiting; the caller logs it and the next run tries again.
                    left.Enqueue((laid.Id, e));
                }
            });
        foreach (var unmarked in await UnmarkedAsync(store, [.. marked.Select(x => x.Id)], cancellationToken))
        {
            left.Enqueue(unmarked);
        }

        return new ErasureSweepResult(back, [.. left]);
    }

    /// <summary>Tombstones of the data account without a mark in the keys account, unless their erasure may be in progress.</summary>
    async Task<IReadOnlyList<(RecordingId, Exception)>> UnmarkedAsync(
        TenantStore store, HashSet<RecordingId> marked, CancellationToken cancellationToken)
    {
        var found = new List<(RecordingId, Exception)>();
        await foreach (var (id, _) in tombstones.ListAsync(store, cancellationToken).Where(x => !marked.Contains(x.Id)))
        {
            try
            {
                if (await tombstones.FindAsync(store, id, cancellationToken) is { } alone && clock.GetUtcNow() - alone.At >= Young)
                {
                    found.Add((id, new ManifestException("The tombstone has no mark in the keys account.")));
                }
            }
            catch (UnauthenticDocumentException forged)
            {
                found.Add((id, forged));
            }
        }

        return found;
    }

    /// <summary>Checks one recording and removes what came back of it.</summary>
    /// <returns>Whether its key or the whole recording had come back.</returns>
    public Task<bool> LookAsync(
        TenantStore store, RecordingId id, ISealingTerminator sealing, string origin, CancellationToken cancellationToken) =>
        LookAsync(store, id, over: false, sealing, origin, cancellationToken);

    async Task<bool> LookAsync(
        TenantStore store, RecordingId id, bool over, ISealingTerminator sealing, string origin, CancellationToken cancellationToken)
    {
        if (await KeyRingTombstones.FindAsync(store, id, cancellationToken) is not { } tombstone)
        {
            return false;
        }

        // Where the state is not authentic, the mark alone decides.
        var stored = await states.FindAsync(store, id, cancellationToken).OrLeftOutAsync();
        if (stored is { Document.State: not RecordingState.Erased })
        {
            // Half erased, or back as a whole: the tombstone wins. It stays until a later run finds the recording erased.
            await erasure.EraseAsync(store, id, OrderOf(stored, tombstone, origin), sealing, cancellationToken);
            return stored.Document.State is not RecordingState.Erasing;
        }

        var back = await destruction.DestroyAgainAsync(store, id, tombstone, cancellationToken);
        if (over)
        {
            await tombstones.RemoveAsync(store, tombstone, cancellationToken);
        }

        return back;
    }

    static ErasureOrder OrderOf(StoredRecording stored, Tombstone tombstone, string origin) =>
        stored.Document.Erasure is { } begun ? ErasureOrder.Of(begun) : ErasureOrder.Of(tombstone, origin);
}
