using Compliance.Keys;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>What the gate decided for a generation.</summary>
/// <param name="Unopened">Ordinals of uploads that do not open under the tenant's key; they are kept as they came.</param>
/// <param name="Windows">The pauses it looked at, declared and live.</param>
public sealed record GateRecord(GatePlan Plan, IReadOnlyList<int> Unopened, IReadOnlyList<GateWindow> Windows);

/// <summary>
/// Second step: the PCI gate looks at every source and writes its plan. The plan depends on the sources alone, so a repeated step writes
/// the same one.
/// </summary>
public sealed class GateRun(
    RecordingStateStore states,
    KeyRing keys,
    ManifestReader manifests,
    SealedMetadata metadata,
    SealingSourceReader sources,
    LiveWindowReader live,
    TenantSettingsStore settings,
    TombstoneStore tombstones,
    RecordingBlobRemoval remnants)
{
    /// <exception cref="SourceChangedException">An upload was written again after it was taken.</exception>
    public async Task ExamineAsync(TenantStore store, RecordingId id, int generation, CancellationToken cancellation)
    {
        if (await states.FindAsync(store, id, cancellation) is not { Document.Run: { } run } stored || run.Generation != generation)
        {
            return;
        }

        using var key = await keys.FindAsync(store, id, generation, cancellation);
        using var recording = await manifests.FindAsync(store, id, cancellation);
        if (key is null
            || recording is null
            || await SealingWork.FindAsync<GateRecord>(store, SealingWork.Plan(id, generation), key, cancellation) is not null)
        {
            return;
        }

        var unopened = await UnopenedAsync(store, id, recording.Manifest, run, cancellation);
        var files = run.Sources
            .Where(s => !unopened.Contains(s.Ordinal))
            .Select(s => new GateFile(
                s.Ordinal, s.Name, s.ContentType, s.ArrivedSize, token => sources.OpenAsync(store, id, recording.Manifest, s, token)));
        var call = (await manifests.ReadAsync(
            store, id, now => now is null ? Task.FromResult<MetadataRecord?>(null) : ReadAsync(store, now, cancellation), cancellation))?.Call;
        if (call is null)
        {
            return;
        }

        var policy = (await settings.ReadAsync(store.Scope, cancellation)).Settings.PciPolicyFor(stored.Document.Facts.Queue);
        var windows = await live.JoinAsync(store, call, GateInputBuilder.Windows(call), cancellation);
        var input = new GateInput([.. files], windows, GateInputBuilder.Media(call), call.Language, policy);
        var plan = await PciGate.ExamineAsync(input, cancellation);
        await SealingWork.PutAsync(store, SealingWork.Plan(id, generation), new GateRecord(plan, unopened, windows), key, cancellation);
        if (await tombstones.FindAsync(store, id, cancellation) is not null)
        {
            // An erasure went through the stores while this was written.
            await remnants.RemoveAsync(store, id, callToken: null, cancellation);
        }
    }

    async Task<MetadataRecord?> ReadAsync(TenantStore store, OpenedRecording recording, CancellationToken cancellation) =>
        await metadata.ReadAsync(store, recording, cancellation);

    async Task<IReadOnlyList<int>> UnopenedAsync(
        TenantStore store, RecordingId id, RecordingManifest manifest, SealingRunState run, CancellationToken cancellation)
    {
        var unopened = new List<int>();
        foreach (var source in run.Sources.Where(s => s.Encrypted))
        {
            try
            {
                await using var clear = await sources.OpenAsync(store, id, manifest, source, cancellation);
                await clear.CopyToAsync(Stream.Null, cancellation);
            }
            catch (SealedContentException)
            {
                unopened.Add(source.Ordinal);
            }
        }

        return unopened;
    }
}
