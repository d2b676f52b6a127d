using Compliance.Audit;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Telemetry;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>How a commit ended.</summary>
public enum CommitOutcome
{
    /// <summary>The generation took effect, now or before; or there is nothing left to seal for.</summary>
    Ended,

    /// <summary>As <see cref="Ended"/>, and the recording waits in quarantine.</summary>
    Quarantined,

    /// <summary>An upload was written again after it was taken.</summary>
    SourceChanged,

    /// <summary>The plan or a receipt is not there: the steps before have to be done again.</summary>
    Incomplete,
}

/// <summary>
/// Fourth step: checks that no upload changed, then lets the new generation take effect with one conditional write of the state blob.
/// </summary>
public sealed class SealCommit(
    RecordingStateStore states,
    KeyRing keys,
    SealedMetadata metadata,
    TombstoneStore tombstones,
    RecordingAudit audit,
    TimeProvider clock)
{
    public async Task<CommitOutcome> CommitAsync(
        TenantStore store, RecordingId id, int generation, string origin, CancellationToken cancellation)
    {
        using var span = ComplianceTelemetry.Trace("compliance.recording.commit", store.Tenant);
        var stored = await states.FindAsync(store, id, cancellation);
        if (stored?.Document.Run is not { } run || run.Generation != generation)
        {
            return Ended(stored?.Document);
        }

        if (await HasChangedAsync(store, id, run, cancellation))
        {
            return CommitOutcome.SourceChanged;
        }

        using var key = await keys.FindAsync(store, id, generation, cancellation);
        if (key is null)
        {
            return CommitOutcome.Ended;
        }

        if (await ReceiptsAsync(store, id, run, key, cancellation) is not { } work)
        {
            return CommitOutcome.Incomplete;
        }

        if (await tombstones.FindAsync(store, id, cancellation) is not null)
        {
            return CommitOutcome.Ended;
        }

        var owed = await audit.BeginAsync(
            store, id, Actor.System(origin), RecordingEvents.Sealed, RecordingAudit.SealOperation(id, generation), cancellation);
        var update = await states.UpdateAsync(
            store, id, (document, token) => NextAsync(store, id, document, generation, key, work, owed, token), cancellation);
        if (update is ({ Document: var written }, true))
        {
            ComplianceTelemetry.RecordingCommitted(
                store.Tenant, written.State, written.Quarantine?.Class, work.Gate.Plan.Findings.Select(x => x.Kind));
        }
        else
        {
            await audit.RefusedAsync(store, id, owed, cancellation);
        }

        return Ended(update?.Stored.Document);
    }

    static CommitOutcome Ended(RecordingDocument? document) =>
        document?.State is RecordingState.Quarantined ? CommitOutcome.Quarantined : CommitOutcome.Ended;

    async Task<RecordingDocument?> NextAsync(
        TenantStore store,
        RecordingId id,
        RecordingDocument document,
        int generation,
        RecordingKey key,
        (GateRecord Gate, IReadOnlyList<FileReceipt> Receipts) work,
        PendingAudit owed,
        CancellationToken cancellation)
    {
        if (document is not { Run: { } run } || run.Generation != generation)
        {
            return null;
        }

        var quarantine = Quarantine(run, work.Gate, work.Receipts);
        if (!RecordingTransitions.TryApply(
                document.State, quarantine is null ? RecordingOperation.Seal : RecordingOperation.Quarantine, out var to))
        {
            return null;
        }

        using var current = await keys.FindAsync(store, id, document.KeyGeneration, cancellation);
        if (current is null)
        {
            return null;
        }

        var before = ManifestSeal.Open(store.Tenant, new StoredRecording(id, document, default), current);
        var manifest = before with
        {
            Sequence = before.Sequence + 1,
            Generation = generation,
            Metadata = await UnderAsync(store, id, current, key, before.Metadata, cancellation),
            Files = [.. Files(run, before, work.Gate, work.Receipts)],
            Pci = Report(run, before, work.Gate),
            SealedAt = clock.GetUtcNow(),
            KeyVersion = key.KeyVersion,
        };
        var changed = document with { State = to, Generation = generation, Run = null, Quarantine = quarantine };
        return ManifestSeal.Put(changed.With(owed), manifest, key);
    }

    /// <summary>Metadata goes with its generation: where that is a new one, it is sealed again under the new key.</summary>
    async Task<SealedDocumentState> UnderAsync(
        TenantStore store, RecordingId id, RecordingKey from, RecordingKey to, SealedDocumentState sealedMetadata, CancellationToken cancellation) =>
        from.Generation == to.Generation
            ? sealedMetadata
            : await metadata.WriteAsync(store, id, to, await metadata.ReadAsync(store, id, from, sealedMetadata, cancellation), cancellation);

    QuarantineState? Quarantine(SealingRunState run, GateRecord gate, IReadOnlyList<FileReceipt> receipts)
    {
        var (reason, @class) = gate.Plan.Quarantine is { Class: QuarantineClass.CardData } cardData
            ? (cardData.Reason, QuarantineClass.CardData)
            : (run.Reason
                ?? receipts.Select(r => r.Problem).FirstOrDefault(p => p is not null)
                ?? gate.Plan.Quarantine?.Reason
                ?? (gate.Plan.AwaitTranscript ? QuarantineReasonCodes.AwaitingTranscript : null),
                QuarantineClass.Integrity);
        return reason is null
            ? null
            : new QuarantineState(reason, @class, run.Missing, clock.GetUtcNow(), Destroyed: receipts.All(r => r.Content is null));
    }

    /// <summary>A file that was sealed before keeps what was silenced then: the gate no longer finds it.</summary>
    static IEnumerable<ManifestFile> Files(
        SealingRunState run, RecordingManifest before, GateRecord gate, IReadOnlyList<FileReceipt> receipts) =>
        run.Sources.Zip(receipts)
            .Where(x => x.Second.Content is not null)
            .Select(x => new ManifestFile(
                x.First.Ordinal,
                x.First.Name,
                x.First.ContentType,
                x.Second.Content!,
                [.. Earlier(x.First, before).Union(gate.Plan.MasksOf(x.First.Ordinal))]));

    static IEnumerable<GateMask> Earlier(SealingSource source, RecordingManifest before) =>
        source.FromGeneration is null ? [] : before.Files.First(f => f.Ordinal == source.Ordinal).Masked;

    static PciReport Report(SealingRunState run, RecordingManifest before, GateRecord gate)
    {
        var plan = gate.Plan;
        var kept = run.Sources.Where(s => s.FromGeneration is not null).Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        PciFinding[] findings = [.. (before.Pci?.Findings ?? []).Where(f => kept.Contains(f.File)).Union(plan.Findings)];
        var outcome = plan.Outcome is PciOutcome.Clean && findings.Length > 0 ? PciOutcome.Masked : plan.Outcome;
        return new PciReport(outcome, plan.Coverage, findings, gate.Windows);
    }

    static async Task<bool> HasChangedAsync(TenantStore store, RecordingId id, SealingRunState run, CancellationToken cancellation)
    {
        var arrived = await Inbox.ListAsync(store, id, cancellation);
        return run.Sources.Any(
            s => s.ETag is not null && (!arrived.TryGetValue(s.Ordinal, out var blob) || blob.ETag.ToString() != s.ETag));
    }

    static async Task<(GateRecord Gate, IReadOnlyList<FileReceipt> Receipts)?> ReceiptsAsync(
        TenantStore store, RecordingId id, SealingRunState run, RecordingKey key, CancellationToken cancellation)
    {
        var gate = await SealingWork.FindAsync<GateRecord>(store, SealingWork.Plan(id, run.Generation), key, cancellation);
        var receipts = new List<FileReceipt>(run.Sources.Count);
        foreach (var source in run.Sources)
        {
            if (await SealingWork.FindAsync<FileReceipt>(
                    store, SealingWork.Receipt(id, run.Generation, source.Ordinal), key, cancellation) is { } receipt)
            {
                receipts.Add(receipt);
            }
        }

        return gate is not null && receipts.Count == run.Sources.Count ? (gate, receipts) : null;
    }
}
