using Compliance.Audit;
using Compliance.Model;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// Takes media out of a recording while the rest stays (GDPR Art. 5(1)(e)): the other files are sealed again, into a generation without
/// them, and the key of the old generation is shredded. May run twice: what a crash left is gone on with.
/// </summary>
public sealed class MediumRemoval(
    ManifestReader manifests,
    RecordingChange changes,
    RecordingSealing sealing,
    RecordingSettlement settlement,
    TimeProvider clock)
{
    const int MostPasses = 5;

    /// <param name="media">The media that are to go.</param>
    /// <param name="still">Decides again on the very version that is taken.</param>
    /// <param name="instance">The id of the orchestration that seals the recording.</param>
    /// <returns>Whether they are gone; false if the recording stays as it is.</returns>
    public async Task<bool> RemoveAsync(
        TenantStore store,
        RecordingId id,
        Actor actor,
        IReadOnlyList<RetentionMedium> media,
        Func<StoredRecording, bool> still,
        string instance,
        CancellationToken cancellationToken)
    {
        for (var pass = 0; pass < MostPasses; pass++)
        {
            var next = await manifests.ReadAsync(
                store, id, x => TryTakeAsync(store, x, actor, media, still, instance, cancellationToken), cancellationToken);
            if (next is Step.Gone)
            {
                // A host may have died between the seal and this: the key of the generation that had them goes here.
                await settlement.SettleAsync(store, id, cancellationToken);
                return true;
            }

            if (next is Step.Stays)
            {
                return false;
            }

            if (next is Step.Seal)
            {
                await sealing.SealAsync(store, id, instance, cancellationToken);
            }
        }

        throw new IOException("The files could not be sealed without the media that end.");
    }

    enum Step
    {
        Gone,
        Stays,
        Seal,

        /// <summary>The recording changed in the meantime.</summary>
        Again,
    }

    async Task<Step> TryTakeAsync(
        TenantStore store,
        OpenedRecording? recording,
        Actor actor,
        IReadOnlyList<RetentionMedium> media,
        Func<StoredRecording, bool> still,
        string instance,
        CancellationToken cancellationToken)
    {
        if (recording is not { Document: var document, Manifest: var manifest })
        {
            return Step.Stays;
        }

        if (document is { State: RecordingState.Sealing, Run: { Ending.Count: > 0 } begun } && begun.Instance == instance)
        {
            return Step.Seal;
        }

        if (!manifest.Files.Any(x => Is(x.ContentType, media)))
        {
            // A hold that came between keeps the generation that had them.
            return document.HeldGeneration is null ? Step.Gone : Step.Stays;
        }

        if (!still(recording.Stored)
            || !RecordingTransitions.TryApply(document.State, RecordingOperation.EndMedium, document.IsHeld, out var to))
        {
            return Step.Stays;
        }

        var sources = Reexamination.SourcesOf(manifest).Where(x => !Is(x.ContentType, media)).ToArray();
        var run = new SealingRunState(
            instance, document.Generation + 1, Attempt: 0, clock.GetUtcNow(), sources, Missing: [], Reason: null) { Ending = media };
        var announced = new Announcement(actor, RecordingEvents.MediumEnded);
        return await changes.TryApplyAsync(
            store, recording.Stored, announced, document with { State = to, Run = run }, cancellationToken) is null ? Step.Again : Step.Seal;
    }

    static bool Is(string contentType, IReadOnlyList<RetentionMedium> media) =>
        RetentionMedia.Of(contentType) is { } medium && media.Contains(medium);
}
