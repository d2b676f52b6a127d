using Azure;
using Compliance.Audit;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// Examines one sealed recording with today's gate. If the gate finds something new, the recording is sealed again without it, and the key
/// of the old generation is shredded: under a legal hold, too, because card data may not be kept (PCI DSS 3.3.1). Otherwise the manifest
/// notes which gate has seen it. May run twice: what was examined since the rescan began is not examined again.
/// </summary>
public sealed class RecordingRescan(
    RecordingStateStore states,
    ManifestReader manifests,
    KeyRing keys,
    SealingSourceReader readers,
    GateRun gate,
    MetadataRescan metadata,
    RecordingChange changes,
    RecordingSealing sealing,
    TimeProvider clock)
{
    const int MostPasses = 5;

    /// <param name="instance">The id of the orchestration that seals the recording.</param>
    public async Task<Rescanned> LookAsync(
        TenantStore store, RecordingId id, PciRescanDocument rescan, string instance, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var stored = await states.FindAsync(store, id, cancellationToken);
                if (stored is null || !rescan.Filter.Matches(stored.Document.Facts))
                {
                    return new(RescanResult.Skipped);
                }

                if (await manifests.ReadAsync(
                    store, id, x => AttemptAsync(store, x, rescan, instance, cancellationToken), cancellationToken, stored) is { } seen)
                {
                    return seen;
                }
            }
        }
        catch (Exception e) when (e is ManifestException or SealedContentException or UnauthenticDocumentException or InvalidDataException)
        {
            return new(RescanResult.Failed, Reason: RescanReason.NotAuthentic);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return new(RescanResult.Failed, Reason: RescanReason.Missing);
        }
        catch (SourceChangedException)
        {
            return new(RescanResult.Failed, Reason: RescanReason.Moving);
        }
        catch (Exception e) when (e is not (RequestFailedException or AggregateException or OperationCanceledException))
        {
            // Storage trouble is for the step's retry. One recording that fails otherwise must not keep the others waiting.
            return new(RescanResult.Failed, Reason: e.GetType().Name);
        }
    }

    /// <returns>Null if the recording changed in the meantime.</returns>
    async Task<Rescanned?> AttemptAsync(
        TenantStore store, OpenedRecording? recording, PciRescanDocument rescan, string instance, CancellationToken cancellationToken)
    {
        if (recording is not { Manifest: { Pci: { } pci, Files.Count: > 0 } manifest, Document: var document })
        {
            return new(RescanResult.Skipped);
        }

        if (document is { State: RecordingState.Sealing, Run: { IsRescan: true } run } && run.TakenAt >= rescan.StartedAt)
        {
            return await SealAsync(store, recording.Stored.Id, pci.Gate, instance, cancellationToken);
        }

        // The version too, because another host's clock may be ahead.
        if (pci.Gate >= rescan.Gate && pci.ExaminedAt >= rescan.StartedAt)
        {
            var found = manifest.Finds.LastOrDefault(x => x.Origin is PciFindOrigin.Rescan && x.At >= rescan.StartedAt);
            return new(found is null ? RescanResult.Clean : RescanResult.Found, found?.Former);
        }

        if (pci.Gate >= rescan.Filter.OlderThan)
        {
            return new(RescanResult.Skipped);
        }

        return RecordingTransitions.TryApply(document.State, RecordingOperation.Rescan, document.IsHeld, out var to)
            ? await ExamineAsync(store, recording, pci, to, instance, cancellationToken)
            : new(RescanResult.Failed, Reason: RescanReason.Moving);
    }

    async Task<Rescanned?> ExamineAsync(
        TenantStore store,
        OpenedRecording recording,
        PciReport pci,
        RecordingState to,
        string instance,
        CancellationToken cancellationToken)
    {
        var (id, document, manifest) = (recording.Stored.Id, recording.Document, recording.Manifest);
        var run = new SealingRunState(
            instance,
            document.Generation + 1,
            Attempt: 0,
            clock.GetUtcNow(),
            Reexamination.SourcesOf(manifest),
            document.Quarantine?.Missing ?? [],
            document.Quarantine?.Reason)
        {
            IsRescan = true,
        };
        var taken = document with { State = to, Run = run };
        var plan = await PlanAsync(store, recording, taken, cancellationToken);
        var isFind = plan.Quarantine is { Class: QuarantineClass.CardData }
            || PciFinds.New(manifest, plan).Count > 0
            || await metadata.FreeAsync(store, manifest, id, recording.Key, cancellationToken) is not null;
        if (!isFind)
        {
            return await NoteAsync(store, recording, pci, plan, cancellationToken) ? new(RescanResult.Clean, pci.Gate) : null;
        }

        var announced = new Announcement(Actor.System(PciRescan.Origin), RecordingEvents.Rescanned);
        return await changes.TryApplyAsync(store, recording.Stored, announced, taken, cancellationToken) is null
            ? null
            : await SealAsync(store, id, pci.Gate, instance, cancellationToken);
    }

    async Task<GatePlan> PlanAsync(
        TenantStore store, OpenedRecording recording, RecordingDocument document, CancellationToken cancellationToken)
    {
        var id = recording.Stored.Id;
        var ring = await keys.FindRecordAsync(store, id, cancellationToken) ?? throw new ManifestException("The recording's key is gone.");
        var taken = new TakenRecording(
            recording.Stored with { Document = document }, recording.Manifest, new StoredKeys(ring, default), recording.Key, recording.Key);
        using var sources = readers.Of(store, taken);
        return (await gate.ExamineAsync(store, taken, sources, cancellationToken)).Plan;
    }

    /// <summary>Notes in the manifest that today's gate has seen it. Nothing is destroyed by it, so no older manifest is refused.</summary>
    async Task<bool> NoteAsync(
        TenantStore store, OpenedRecording recording, PciReport pci, GatePlan plan, CancellationToken cancellationToken)
    {
        // A rule that today would not seal it does not take back that it is sealed.
        var seen = plan.Quarantine is not null ? pci : pci with
        {
            Coverage = plan.Coverage,
            Outcome = plan.Outcome is PciOutcome.Clean && pci.Findings.Count > 0 ? PciOutcome.Masked : plan.Outcome,
        };
        var manifest = recording.Manifest with
        {
            Sequence = recording.Manifest.Sequence + 1,
            Pci = seen with { Gate = PciGate.Version, ExaminedAt = clock.GetUtcNow() },
        };
        var noted = ManifestSeal.Put(recording.Document, manifest, recording.Key);
        return await states.TryReplaceAsync(store, recording.Stored, noted, cancellationToken) is not null;
    }

    /// <summary>What a crash leaves here is on the work list, and this rescan comes back to it, too.</summary>
    async Task<Rescanned> SealAsync(TenantStore store, RecordingId id, int former, string instance, CancellationToken cancellationToken)
    {
        for (var pass = 0; pass < MostPasses; pass++)
        {
            if (await sealing.SealAsync(store, id, instance, cancellationToken) is not SealingEnd.Again)
            {
                break;
            }
        }

        return new(RescanResult.Found, former);
    }
}
