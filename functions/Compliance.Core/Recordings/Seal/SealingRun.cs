using Compliance.Audit;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// First step of a sealing: fixes what is read (by ETag) and which generation is written. Returns null at once unless the recording
/// awaits uploads, has a pause that its gate did not know of, or is being sealed by this very orchestration; a late or repeated event
/// therefore changes nothing. Every pass writes its own generation, so none depends on what another left behind.
/// </summary>
public sealed class SealingRun(
    RecordingStateStore states,
    KeyRing keys,
    ManifestReader manifests,
    Reexamination late,
    TombstoneStore tombstones,
    RecordingAudit audit,
    TimeProvider clock)
{
    /// <param name="instance">The calling orchestration.</param>
    public async Task<TakenRecording?> TakeAsync(TenantStore store, RecordingId id, string instance, CancellationToken cancellationToken)
    {
        while (await PinAsync(store, id, instance, cancellationToken) is { } pinned)
        {
            try
            {
                return await OpenAsync(store, pinned, cancellationToken);
            }
            catch (ManifestException)
            {
                // If the document changed in the meantime, the key ring no longer accepts it. Take the new one.
                if (await states.IsCurrentAsync(store, pinned, cancellationToken))
                {
                    throw;
                }
            }
        }

        return null;
    }

    /// <summary>Records what is going to be read.</summary>
    async Task<StoredRecording?> PinAsync(TenantStore store, RecordingId id, string instance, CancellationToken cancellationToken)
    {
        var update = await states.UpdateAsync(
            store, id, (document, token) => NextAsync(store, id, document, instance, token), cancellationToken);
        switch (update)
        {
            case ({ Document.Run: { } run } taken, true):
                if (run.Attempt > 1)
                {
                    // The previous pass died before it could write its entry.
                    await audit.NoteAsync(
                        store, id, Actor.System(instance), RecordingEvents.Taken, $"{run.Generation - 1}", cancellationToken);
                }

                return taken;

            case ({ Document.State: RecordingState.Sealed }, false):
                return await late.TakeAsync(store, id, instance, cancellationToken);

            default:
                return null;
        }
    }

    /// <returns>Null if the recording has been erased in the meantime.</returns>
    /// <exception cref="ManifestException">What is stored is not authentic, or has been superseded.</exception>
    async Task<TakenRecording?> OpenAsync(TenantStore store, StoredRecording pinned, CancellationToken cancellationToken)
    {
        var (id, document) = (pinned.Id, pinned.Document);
        if (await keys.AddGenerationAsync(store, id, document.Run!.Generation, cancellationToken) is not { } ring
            || await tombstones.FindAsync(store, id, cancellationToken) is not null)
        {
            return null;
        }

        var current = await keys.OpenAsync(store, id, ring, document.KeyGeneration, cancellationToken)
            ?? throw new ManifestException("The recording's key is gone, but no erasure destroyed it.");
        try
        {
            var manifest = ManifestSeal.Open(store.Tenant, pinned, current);
            var key = await keys.OpenAsync(store, id, ring, document.Run.Generation, cancellationToken)
                ?? throw new ManifestException("A later sealing has superseded this one.");
            return new TakenRecording(pinned, manifest, ring, current, key);
        }
        catch
        {
            current.Dispose();
            throw;
        }
    }

    async Task<RecordingDocument?> NextAsync(
        TenantStore store, RecordingId id, RecordingDocument document, string instance, CancellationToken cancellationToken)
    {
        switch (document)
        {
            case { State: RecordingState.AwaitingUpload, Ticket: { } ticket }:
                return await FirstAsync(store, id, document, ticket, instance, cancellationToken);

            case { State: RecordingState.Sealing, Run: { } run, KeepsEndingMedia: true } when run.Instance == instance:
                return Apply(document, Whole(run, await SealedSourcesAsync(store, id, document, cancellationToken)));

            case { State: RecordingState.Sealing, Run: { Attempt: 0 } run } when run.Instance == instance:
                return Apply(document, run with { Attempt = 1 });

            case { State: RecordingState.Sealing, Run: { } run } when run.Instance == instance:
                return Apply(document, Again(run, await Inbox.ListAsync(store, id, cancellationToken)));

            default:
                return null;
        }
    }

    async Task<RecordingDocument?> FirstAsync(
        TenantStore store,
        RecordingId id,
        RecordingDocument document,
        RecordingTicketState ticket,
        string instance,
        CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var arrived = await Inbox.ListAsync(store, id, cancellationToken);
        var there = ticket.Files.Where(f => arrived.ContainsKey(f.Ordinal)).ToArray();
        var absent = ticket.Files.Except(there).Select(f => f.Name).ToArray();
        if (there.Length == 0 || (absent.Length > 0 && now < ticket.ExpiresAt))
        {
            return null;
        }

        var sizes = there.All(f => f.Size == arrived[f.Ordinal].Size);
        string[] missing = [.. (document.Quarantine?.Missing ?? []).Except(
            there.Select(f => f.Name), StringComparer.Ordinal).Union(absent, StringComparer.Ordinal)];
        return Apply(document, new SealingRunState(
            instance,
            document.Generation + 1,
            Attempt: 1,
            now,
            [
                .. await SealedSourcesAsync(store, id, document, cancellationToken),
                .. there.Select(f => FromInbox(f, arrived[f.Ordinal])),
            ],
            missing,
            Standing(document.Quarantine) ?? (
                missing.Length > 0 ? QuarantineReasonCodes.MissingFiles : sizes ? null : QuarantineReasonCodes.SizeMismatch)));
    }

    /// <summary>
    /// A reason that late files cannot cure: only the privacy team lifts it. Reasons from the gate are excluded; the gate finds them again.
    /// </summary>
    static string? Standing(QuarantineState? quarantine) => quarantine?.Reason
        is QuarantineReasonCodes.SizeMismatch
        or QuarantineReasonCodes.HashMismatch
        or QuarantineReasonCodes.ChangedAfterArrival
        or QuarantineReasonCodes.NotDecryptable
        ? quarantine.Reason
        : null;

    /// <summary>The files of the current generation. A new generation includes them again, after another pass through the gate.</summary>
    public async Task<IReadOnlyList<SealingSource>> SealedSourcesAsync(
        TenantStore store, RecordingId id, RecordingDocument document, CancellationToken cancellationToken)
    {
        if (document.Generation == 0)
        {
            return [];
        }

        return Reexamination.SourcesOf(await manifests.OpenAsync(store, id, document, cancellationToken));
    }

    static SealingSource FromInbox(AwaitedFile file, InboxBlob blob) => new(
        file.Ordinal, file.Name, file.ContentType, blob.Size, file.HashMac, file.Encrypted, blob.ETag.ToString(), FromGeneration: null);

    /// <summary>
    /// The uploads as they are now, for a fresh generation, after the previous pass ended early because of a change or a crash. An upload
    /// that is gone counts as missing, because it may never come back.
    /// </summary>
    static SealingRunState Again(SealingRunState run, IReadOnlyDictionary<int, InboxBlob> arrived)
    {
        var gone = run.Sources.Where(s => s.ETag is not null && !arrived.ContainsKey(s.Ordinal)).ToArray();
        SealingSource[] kept = [.. run.Sources.Except(gone).Select(s => Refresh(s, arrived))];
        return run with
        {
            Generation = run.Generation + 1,
            Attempt = run.Attempt + 1,
            Sources = kept,
            Missing = [.. run.Missing.Union(gone.Select(s => s.Name), StringComparer.Ordinal)],
            Reason = gone.Length > 0 ? QuarantineReasonCodes.MissingFiles
                : kept.SequenceEqual(run.Sources) ? run.Reason
                : QuarantineReasonCodes.ChangedAfterArrival,
        };
    }

    /// <summary>With the media that were to end.</summary>
    static SealingRunState Whole(SealingRunState run, IReadOnlyList<SealingSource> sources) =>
        run with { Generation = run.Generation + 1, Attempt = run.Attempt + 1, Sources = sources, Ending = [] };

    static SealingSource Refresh(SealingSource source, IReadOnlyDictionary<int, InboxBlob> arrived) =>
        source.ETag is null
            ? source
            : source with { ETag = arrived[source.Ordinal].ETag.ToString(), ArrivedSize = arrived[source.Ordinal].Size };

    static RecordingDocument? Apply(RecordingDocument document, SealingRunState run) =>
        RecordingTransitions.TryApply(document.State, RecordingOperation.Take, document.IsHeld, out var to)
            ? document with { State = to, Ticket = null, Run = run }
            : null;
}
