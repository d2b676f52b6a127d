using Compliance.Keys;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Sealing;
using Compliance.Telemetry;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>The result of a pass.</summary>
public enum SealingEnd
{
    /// <summary>The recording is sealed, or there is nothing to seal.</summary>
    Ended,

    /// <summary>Like <see cref="Ended"/>, and the recording is in quarantine.</summary>
    Quarantined,

    /// <summary>Like <see cref="Ended"/>, and there is already more to seal; its start found this sealing running.</summary>
    More,

    /// <summary>The recording or an upload changed in the meantime: take the sources again.</summary>
    Again,
}

/// <summary>
/// One pass of a sealing: take, examine, seal each file, commit, settle. The state blob is read once and passed on with its ETag. A pass
/// may die at any line and be started again; the next one writes a fresh generation.
/// </summary>
public sealed class RecordingSealing(
    SealingRun taking,
    SealingSourceReader readers,
    GateRun gate,
    SealCommit commit,
    RecordingSettlement settlement,
    SealingEpilogue after)
{
    /// <param name="instance">The calling orchestration; a sealing that belongs to another one is left alone.</param>
    public async Task<SealingEnd> SealAsync(TenantStore store, RecordingId id, string instance, CancellationToken cancellationToken)
    {
        using var span = ComplianceTelemetry.Trace("compliance.recording.commit", store.Tenant);
        using var taken = await taking.TakeAsync(store, id, instance, cancellationToken);
        if (taken is null)
        {
            await after.RemoveErasedAsync(store, id, cancellationToken);
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
            // The next pass reads the changed upload and records the change on the recording.
        }
        catch (SealedContentException)
        {
            // Another pass may have won and removed the generation that this pass reads. If none did, the content is not authentic.
            if (await after.StandsAsync(store, taken, cancellationToken))
            {
                throw;
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // An erasure takes sources, key and state away under a pass, whose failure then means nothing; what it wrote must go.
            if (await after.RemoveErasedAsync(store, id, cancellationToken))
            {
                return SealingEnd.Ended;
            }

            throw;
        }

        await after.CleanAsync(store, id, cancellationToken);
        return SealingEnd.Again;
    }

    /// <summary>Called after the last read: later uploads stay in the inbox and are evaluated on their own.</summary>
    /// <returns>Everything in the recording's inbox.</returns>
    /// <exception cref="SourceChangedException">An upload was overwritten after sealing had started.</exception>
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

/// <summary>The checks at the end of a pass.</summary>
public sealed class SealingEpilogue(
    RecordingStateStore states,
    UploadWatcher arrivals,
    LatePauseResealing late,
    RecordingSettlement settlement,
    TombstoneStore tombstones,
    RecordingBlobRemoval remnants)
{
    /// <summary>Whether the recording's run still belongs to this pass.</summary>
    public async Task<bool> StandsAsync(TenantStore store, TakenRecording taken, CancellationToken cancellationToken) =>
        (await states.FindAsync(store, taken.Id, cancellationToken))?.Document.Run?.Generation == taken.Run.Generation;

    /// <summary>Finds late files and late pauses whose start was dropped because this sealing was running.</summary>
    /// <param name="stands">Whether the recording was unchanged when it was settled.</param>
    /// <param name="known">The pauses that the gate took into account.</param>
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
    /// Cleans up after a pass without a result: an erasure, or the settlement of another pass, may have run before this pass wrote its
    /// files.
    /// </summary>
    public async Task CleanAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken)
    {
        if (!await RemoveErasedAsync(store, id, cancellationToken))
        {
            await settlement.SettleAsync(store, id, cancellationToken);
        }
    }

    /// <summary>
    /// Removes what this pass, or an earlier one that died, wrote of a recording after it was erased. Nothing may come later to do it: the
    /// erasure has terminated the orchestration.
    /// </summary>
    /// <returns>Whether the recording was erased.</returns>
    public async Task<bool> RemoveErasedAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken)
    {
        if (await tombstones.FindAsync(store, id, cancellationToken) is null)
        {
            return false;
        }

        await remnants.RemoveAsync(store, id, callToken: null, cancellationToken);
        return true;
    }
}
