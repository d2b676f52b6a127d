using Compliance.Audit;
using Compliance.Identities;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Recordings;

public enum ReindexResult
{
    /// <summary>It is by today's spelling and rules, or has no identities.</summary>
    Current,
    Written,

    /// <summary>What is stored is not authentic.</summary>
    Failed,
}

/// <summary>
/// Writes the index entries of one recording anew, from its sealed identities and by the rules of retention that are in force. The new
/// entries are there before the old ones go: the person is found at every moment.
/// </summary>
public sealed class RecordingReindex(
    RecordingStateStore states,
    ManifestReader manifests,
    IndexSecretReader secrets,
    RecordingChange changes,
    TimeProvider clock)
{
    public async Task<ReindexResult> WriteAsync(
        TenantStore store, RecordingId id, TenantSettings current, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                if (await manifests.ReadAsync(
                    store, id, x => AttemptAsync(store, x, current, cancellationToken), cancellationToken) is { } ended)
                {
                    return ended;
                }
            }
        }
        catch (Exception e) when (e is ManifestException or SealedContentException or UnauthenticDocumentException or InvalidDataException)
        {
            return ReindexResult.Failed;
        }
    }

    /// <returns>Null if the recording changed in the meantime.</returns>
    async Task<ReindexResult?> AttemptAsync(
        TenantStore store, OpenedRecording? recording, TenantSettings current, CancellationToken cancellationToken)
    {
        if (recording is null)
        {
            return ReindexResult.Current;
        }

        var call = SealedMetadata.Open(recording).Call;
        var retention = RetentionOf.Manifest(recording.Manifest, call, current, clock.GetUtcNow());
        var ends = recording.Document is { State: RecordingState.Quarantined, Quarantine: { } quarantine }
            ? RetentionOf.InQuarantine(retention, quarantine.Since, current)
            : retention;
        if (recording.Manifest.Spelling == IdentitySpellings.Current
            && retention.IsAs(recording.Manifest.Retention)
            && IndexTerms.IsOn(recording.Manifest.IndexEntries, ends.FirstEnd))
        {
            return ReindexResult.Current;
        }

        var (id, document, before) = (recording.Stored.Id, recording.Document, recording.Manifest);
        if (!RecordingTransitions.TryApply(document.State, RecordingOperation.Correct, document.IsHeld, out _))
        {
            return ReindexResult.Current;
        }

        var manifest = await AnewAsync(store, recording, call, retention, ends, current, cancellationToken);
        var changed = ManifestSeal.Put(document, manifest, recording.Key);
        if (manifest.IndexEntries.SequenceEqual(before.IndexEntries, StringComparer.Ordinal))
        {
            return await states.TryReplaceAsync(store, recording.Stored, changed, cancellationToken) is null ? null : ReindexResult.Written;
        }

        var announced = new Announcement(Actor.System(IdentityReindex.Origin), RecordingEvents.Reindexed);
        return await changes.TryApplyAsync(store, recording.Stored, announced, changed, cancellationToken) is null
            ? null
            : ReindexResult.Written;
    }

    async Task<RecordingManifest> AnewAsync(
        TenantStore store,
        OpenedRecording recording,
        RecordingTicket call,
        RetentionState retention,
        RetentionState ends,
        TenantSettings current,
        CancellationToken cancellationToken)
    {
        var before = recording.Manifest;
        using var secret = await secrets.OpenAsync(store, cancellationToken);
        var normalizer = new IdentityNormalizer(current.Country);
        var entries = IndexTerms.Of(
            call, recording.Stored.Id, secret.Tokens, normalizer, ends, found: before.Finds.Count > 0);
        return before with
        {
            Sequence = before.Sequence + 1,
            Retention = retention,
            Spelling = IdentitySpellings.Current,
            IndexEntries = entries,
            RetiredEntries = [.. before.RetiredEntries.Union(before.IndexEntries, StringComparer.Ordinal).Except(
                entries, StringComparer.Ordinal)],
        };
    }
}
