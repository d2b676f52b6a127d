using Compliance.Audit;
using Compliance.Identities;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.Telemetry;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// Fourth step: makes the new generation effective with one conditional write of the state blob. Holds, restrictions and corrections made
/// in the meantime are kept.
/// </summary>
public sealed class SealCommit(
    RecordingStateStore states,
    KeyRing keys,
    IndexSecretReader secrets,
    MetadataRescan metadata,
    ErasedMetadata erased,
    TenantSettingsStore settings,
    RecordingAudit audit,
    TimeProvider clock)
{
    /// <returns>The sealed recording; null if another pass or an erasure was first.</returns>
    /// <exception cref="ManifestException">What is stored is not authentic.</exception>
    public async Task<OpenedRecording?> CommitAsync(
        TenantStore store, TakenRecording taken, GateRecord gate, IReadOnlyList<FileReceipt> receipts, CancellationToken cancellationToken)
    {
        for (var stored = taken.Stored; stored is not null; stored = await states.FindAsync(store, taken.Id, cancellationToken))
        {
            if (await NextAsync(store, taken, stored, gate, receipts, cancellationToken) is not var (document, manifest))
            {
                return null;
            }

            if (await states.TryReplaceAsync(store, stored, document, cancellationToken) is { } written)
            {
                ComplianceTelemetry.RecordingCommitted(
                    store.Tenant, document.State, document.Quarantine?.Class, gate.Plan.Findings.Select(x => x.Kind));
                return new OpenedRecording(written, manifest, taken.Key with { Bytes = taken.Key.Bytes.Copy() });
            }
        }

        return null;
    }

    async Task<(RecordingDocument Document, RecordingManifest Manifest)?> NextAsync(
        TenantStore store,
        TakenRecording taken,
        StoredRecording stored,
        GateRecord gate,
        IReadOnlyList<FileReceipt> receipts,
        CancellationToken cancellationToken)
    {
        if (stored.Document is not { Run: { } run, KeepsEndingMedia: false } || run.Generation != taken.Run.Generation)
        {
            return null;
        }

        var quarantine = Quarantine(run, gate, receipts);
        var operation = quarantine is null ? RecordingOperation.Seal : RecordingOperation.Quarantine;
        if (!RecordingTransitions.TryApply(stored.Document.State, operation, stored.Document.IsHeld, out var to))
        {
            return null;
        }

        using var current = await keys.OpenAsync(store, taken.Id, taken.Keys, stored.Document.KeyGeneration, cancellationToken);
        if (current is null)
        {
            return null;
        }

        var before = ManifestSeal.Open(store.Tenant, stored, current);
        var now = clock.GetUtcNow();
        var freed = run.IsRescan ? await metadata.FreeAsync(store, before, taken.Id, current, cancellationToken)
            : run.Erases is { } erases ? await erased.OfAsync(store, before, taken.Id, current, erases, cancellationToken)
            : null;
        var finds = PciFinds.After(before, run, gate.Plan, freed?.Findings ?? [], quarantine, now);
        ManifestFile[] files = [.. Files(run, before, gate, receipts)];
        var retention = await RetentionAsync(store, before, files, now, cancellationToken);
        var ends = quarantine is null ? retention : await InQuarantineAsync(store, retention, quarantine, cancellationToken);
        var entries = await EntriesAsync(store, before, taken.Id, freed, finds, ends, cancellationToken);
        var manifest = before with
        {
            Sequence = before.Sequence + 1,
            Generation = run.Generation,
            Metadata = freed is null ? Under(taken, current, before) : Seal(before, taken, freed.Record),
            MetadataFindings = freed is null ? before.MetadataFindings : [.. before.MetadataFindings, .. freed.Findings],
            Files = files,
            Pci = Report(run, before, gate, now),
            Finds = finds,
            Retention = retention,
            Spelling = freed is null ? before.Spelling : IdentitySpellings.Current,
            Parties = freed is null ? before.Parties : PartyFacts.Of(freed.Record.Call),
            IndexEntries = entries,
            RetiredEntries = [.. before.RetiredEntries.Union(before.IndexEntries, StringComparer.Ordinal).Except(
                entries, StringComparer.Ordinal)],
            SealedAt = now,
            KeyVersion = taken.Key.KeyVersion,
        };
        var changed = stored.Document with
        {
            State = to,
            Generation = run.Generation,
            Run = null,
            Quarantine = quarantine,
            HeldGeneration = HeldGeneration.After(stored.Document, operation, run, gate.Plan, freed?.Findings.Count > 0),
        };
        return (ManifestSeal.Put(changed.With(audit.Sealing(taken.Id, run.Generation)), manifest, taken.Key), manifest);
    }

    /// <summary>Metadata belongs to its generation: for a new generation it is sealed again under the new key.</summary>
    static string Under(TakenRecording taken, RecordingKey current, RecordingManifest before) =>
        current.Generation == taken.Key.Generation
            ? before.Metadata
            : Seal(before, taken, SealedMetadata.Open(before, taken.Id, current));

    static string Seal(RecordingManifest before, TakenRecording taken, MetadataRecord record) =>
        SealedMetadata.Seal(before.Tenant, taken.Id, taken.Key, record);

    /// <summary>Those that the recording had, unless its metadata changed, and that of what was found.</summary>
    async Task<IReadOnlyList<string>> EntriesAsync(
        TenantStore store,
        RecordingManifest before,
        RecordingId id,
        FreedMetadata? freed,
        IReadOnlyList<PciFind> finds,
        RetentionState retention,
        CancellationToken cancellationToken)
    {
        var names = freed?.Entries ?? before.IndexEntries;
        var found = finds.Count > 0 && (freed is not null || finds.Count > before.Finds.Count);
        var moved = !IndexTerms.IsOn(names, retention.FirstEnd);
        if (!found && !moved)
        {
            return names;
        }

        using var secret = await secrets.OpenAsync(store, cancellationToken);
        names = found ? [.. names, IndexTerms.Found(before.Facts.StartedAt, id, secret.Tokens)] : names;
        names = moved ? IndexTerms.Moved(names, retention, id, secret.Tokens) : names;
        return [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    async Task<RetentionState> InQuarantineAsync(
        TenantStore store, RetentionState retention, QuarantineState quarantine, CancellationToken cancellationToken) =>
        RetentionOf.InQuarantine(retention, quarantine.Since, (await settings.ReadAsync(store.Scope, cancellationToken)).Settings);

    /// <summary>As it was, unless media came, or went, that rules may have other days for.</summary>
    async Task<RetentionState> RetentionAsync(
        TenantStore store,
        RecordingManifest before,
        IReadOnlyList<ManifestFile> files,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (before.Files.Count == 0
            || RetentionMedia.Of(before.Files.Select(x => x.ContentType)).SetEquals(RetentionMedia.Of(files.Select(x => x.ContentType))))
        {
            return before.Retention;
        }

        var current = (await settings.ReadAsync(store.Scope, cancellationToken)).Settings;
        return RetentionOf.Resolve(RetentionCase.Of(before with { Files = files }), current, now);
    }

    QuarantineState? Quarantine(SealingRunState run, GateRecord gate, IReadOnlyList<FileReceipt> receipts)
    {
        if (run.Ending.Count > 0 && gate.Plan.Quarantine is not { Class: QuarantineClass.CardData })
        {
            // What stays has passed its gate together with what goes.
            return null;
        }

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

    /// <summary>A file that was sealed before keeps its earlier masks, because the gate can no longer find what they cover.</summary>
    static IEnumerable<ManifestFile> Files(
        SealingRunState run, RecordingManifest before, GateRecord gate, IReadOnlyList<FileReceipt> receipts) =>
        run.Sources.Zip(receipts)
            .Where(x => x.Second.Content is not null)
            .Select(x => new ManifestFile(
                x.First.Ordinal,
                x.First.Name,
                gate.Plan.ContentTypeOf(x.First.Ordinal, x.First.ContentType),
                x.Second.Content!,
                [.. Earlier(x.First, before).Union(gate.Plan.MasksOf(x.First.Ordinal))]));

    static IEnumerable<GateMask> Earlier(SealingSource source, RecordingManifest before) =>
        source.FromGeneration is null ? [] : before.Files.First(f => f.Ordinal == source.Ordinal).Masked;

    static PciReport Report(SealingRunState run, RecordingManifest before, GateRecord gate, DateTimeOffset now)
    {
        var plan = gate.Plan;
        var kept = run.Sources.Where(s => s.FromGeneration is not null).Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        PciFinding[] findings = [.. (before.Pci?.Findings ?? []).Where(f => kept.Contains(f.File)).Union(plan.Findings)];
        if (run.Ending.Count > 0 && before.Pci is { } pci)
        {
            return pci with { Findings = findings };
        }

        var outcome = plan.Outcome is PciOutcome.Clean && findings.Length > 0 ? PciOutcome.Masked : plan.Outcome;
        return new PciReport(outcome, plan.Coverage, findings, gate.Windows) { Gate = PciGate.Version, ExaminedAt = now };
    }
}
