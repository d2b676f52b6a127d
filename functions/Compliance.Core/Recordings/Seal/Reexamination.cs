using Compliance.Audit;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// Takes what is sealed, for its gate to run again, where the call was paused and its gate did not know of it. Announced first: what a
/// crash leaves is on the work list.
/// </summary>
public sealed class Reexamination(ManifestReader manifests, LatePauseResealing late, RecordingChange changes, TimeProvider clock)
{
    /// <returns>The recording, taken; null when its gate knew of every pause, or it is not sealed.</returns>
    public async Task<StoredRecording?> TakeAsync(TenantStore store, RecordingId id, string instance, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (taken, overtaken) = await manifests.ReadAsync(
                store, id, recording => TryTakeAsync(store, recording, instance, cancellationToken), cancellationToken);
            if (!overtaken)
            {
                return taken;
            }
        }
    }

    async Task<(StoredRecording? Taken, bool Overtaken)> TryTakeAsync(
        TenantStore store, OpenedRecording? recording, string instance, CancellationToken cancellationToken)
    {
        if (recording is not { Document: var document, Manifest.Pci: { } pci }
            || !RecordingTransitions.TryApply(document.State, RecordingOperation.Reexamine, document.IsHeld, out var to)
            || !await late.IsDueAsync(store, recording, pci.Windows, cancellationToken))
        {
            return (null, Overtaken: false);
        }

        var run = new SealingRunState(
            instance, document.Generation + 1, Attempt: 1, clock.GetUtcNow(), SourcesOf(recording.Manifest), Missing: [], Reason: null);
        var taken = await changes.TryApplyAsync(
            store,
            recording.Stored,
            new Announcement(Actor.System(instance), RecordingEvents.PausedLate),
            document with { State = to, Run = run },
            cancellationToken);
        return (taken, Overtaken: taken is null);
    }

    /// <summary>What is sealed, to be read again.</summary>
    public static IReadOnlyList<SealingSource> SourcesOf(RecordingManifest manifest) =>
    [
        .. manifest.Files.Select(f => new SealingSource(
            f.Ordinal, f.Name, f.ContentType, f.Content.ClearLength, null, Encrypted: false, ETag: null, manifest.Generation)),
    ];
}
