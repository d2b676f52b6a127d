using Compliance.Keys;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Sealing;
using Compliance.Telemetry;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>What a pass came to.</summary>
public enum SealingEnd
{
    /// <summary>The recording is sealed, or there is nothing to seal.</summary>
    Ended,

    /// <summary>As <see cref="Ended"/>, and the recording waits in quarantine.</summary>
    Quarantined,

    /// <summary>As <see cref="Ended"/>, and there is more to seal already; whoever wanted to start it found this sealing running.</summary>
    More,

    /// <summary>Something came in between: the sources are to be taken again.</summary>
    Again,
}

/// <summary>
/// One pass of a sealing: take, examine, seal each file, commit, settle. The state blob is read once and passed on with its ETag. A pass
/// may end at any line and be begun again: the next one writes a fresh generation.
/// </summary>
public sealed class RecordingSealing(
    SealingRun taking,
    SealingSourceReader readers,
    GateRun gate,
    SealCommit commit,
    RecordingSettlement settlement,
    SealingEpilogue after)
{
    /// <param name="instance">The orchestration that asks: another one's sealing is left alone.</param>
    public async Task<SealingEnd> SealAsync(TenantStore store, RecordingId id, string instance, CancellationToken cancellationToken)
    {
        using var span = ComplianceTelemetry.Trace("compliance.recording.commit", store.Tenant);
        using var taken = await taking.TakeAsync(store, id, instance, cancellationToken);
        if (taken is null)
        {
            return SealingEnd.Ended;
        }

        try
        {
            using var sources = readers.Of(store, taken);
            var examined = await gate.ExamineAsync(store, taken, sources, cancellationToken);
            if (await FileSealing.SealAsync(store, taken, sources, examined, cancellationToken) is { } receipts)
            {
                var uploads = await UnchangedAsync(store, taken, cancellationToken);
                using var recording = await commit.CommitAsync(store, taken, examined, receipts, cancellationToken);
                if (recording is not null)
                {
                    var stands = await settlement.SettleAsync(store, recording, uploads, taken.Keys, cancellationToken);
                    return await after.LookAsync(store, recording, stands, examined.Windows, cancellationToken);
                }
            }
        }
        catch (SourceChangedException)
        {
            // What an upload became meanwhile is taken by the next pass, which says so of the recording.
        }
        catch (SealedContentException)
        {
            // A pass that came first has removed the generation that this one reads; what this one still has to itself is not authentic.
            if (await after.StandsAsync(store, taken, cancellationToken))
            {
                throw;
            }
        }

        await after.CleanAsync(store, id, cancellationToken);
        return SealingEnd.Again;
    }

    /// <summary>After the last read: whatever arrives later stays, and is looked at for its own sake.</summary>
    /// <returns>Everything in the recording's inbox.</returns>
    /// <exception cref="SourceChangedException">An upload was written again after it was taken.</exception>
    static async Task<IReadOnlyCollection<InboxBlob>> UnchangedAsync(
        TenantStore store, TakenRecording taken, CancellationToken cancellationToken)
    {
        var arrived = await Inbox.ListAsync(store, taken.Id, cancellationToken);
        return taken.Run.Sources.All(
            s => s.ETag is null || (arrived.TryGetValue(s.Ordinal, out var blob) && blob.ETag.ToString() == s.ETag))
                ? [.. arrived.Values]
                : throw new SourceChangedException();
    }
}

/// <summary>What a pass looks at when it is through.</summary>
public sealed class SealingEpilogue(
    RecordingStateStore states,
    UploadWatcher arrivals,
    LatePauseResealing late,
    RecordingSettlement settlement,
    TombstoneStore tombstones,
    RecordingBlobRemoval remnants)
{
    /// <summary>Whether nobody took the recording from this pass.</summary>
    public async Task<bool> StandsAsync(TenantStore store, TakenRecording taken, CancellationToken cancellationToken) =>
        (await states.FindAsync(store, taken.Id, cancellationToken))?.Document.Run?.Generation == taken.Run.Generation;

    /// <summary>Late files and late pauses whose starts found this sealing running.</summary>
    /// <param name="stands">Whether the recording was as it was sealed a moment ago.</param>
    /// <param name="known">The pauses that the gate looked at.</param>
    public async Task<SealingEnd> LookAsync(
        TenantStore store, OpenedRecording recording, bool stands, IReadOnlyList<GateWindow> known, CancellationToken cancellationToken)
    {
        var (id, document) = (recording.Stored.Id, recording.Document);
        var more = !stands && await states.FindAsync(store, id, cancellationToken) is { Document.State: RecordingState.AwaitingUpload }
            ? await arrivals.EvaluateAsync(store, id, cancellationToken) is UploadVerdict.Seal
            : document.State is RecordingState.Sealed && await late.IsDueAsync(store, recording, known, cancellationToken);
        return more ? SealingEnd.More
            : document.State is RecordingState.Quarantined ? SealingEnd.Quarantined
            : SealingEnd.Ended;
    }

    /// <summary>
    /// Of a pass that came to nothing: an erasure, or the settlement of another pass, may have been through the stores before it.
    /// </summary>
    public async Task CleanAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken)
    {
        if (await tombstones.FindAsync(store, id, cancellationToken) is not null)
        {
            await remnants.RemoveAsync(store, id, callToken: null, cancellationToken);
            return;
        }

        await settlement.SettleAsync(store, id, cancellationToken);
    }
}
