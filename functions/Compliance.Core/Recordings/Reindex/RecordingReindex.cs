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
    /// <summary>It is by today's spelling, or has no identities.</summary>
    Current,
    Written,

    /// <summary>What is stored is not authentic.</summary>
    Failed,
}

/// <summary>
/// Writes the index entries of one recording anew, from its sealed identities. The new entries are there before the old ones go: the
/// person is found at every moment.
/// </summary>
public sealed class RecordingReindex(
    RecordingStateStore states,
    ManifestReader manifests,
    IndexSecretReader secrets,
    TenantSettingsStore settings,
    RecordingChange changes)
{
    public async Task<ReindexResult> WriteAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                if (await manifests.ReadAsync(
                    store, id, x => AttemptAsync(store, x, cancellationToken), cancellationToken) is { } ended)
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
    async Task<ReindexResult?> AttemptAsync(TenantStore store, OpenedRecording? recording, CancellationToken cancellationToken)
    {
        if (recording is null || recording.Manifest.Spelling == IdentitySpellings.Current)
        {
            return ReindexResult.Current;
        }

        var (id, document, before) = (recording.Stored.Id, recording.Document, recording.Manifest);
        if (!RecordingTransitions.TryApply(document.State, RecordingOperation.Correct, document.IsHeld, out _))
        {
            return ReindexResult.Current;
        }

        var manifest = await AnewAsync(store, recording, cancellationToken);
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

    async Task<RecordingManifest> AnewAsync(TenantStore store, OpenedRecording recording, CancellationToken cancellationToken)
    {
        var before = recording.Manifest;
        var country = (await settings.ReadAsync(store.Scope, cancellationToken)).Settings.Country;
        using var secret = await secrets.OpenAsync(store, cancellationToken);
        var call = SealedMetadata.Open(recording).Call;
        var entries = IndexTerms.Of(
            call, recording.Stored.Id, secret.Tokens, new IdentityNormalizer(country), before.Retention, found: before.Finds.Count > 0);
        return before with
        {
            Sequence = before.Sequence + 1,
            Spelling = IdentitySpellings.Current,
            IndexEntries = entries,
            RetiredEntries = [.. before.RetiredEntries.Union(before.IndexEntries, StringComparer.Ordinal).Except(
                entries, StringComparer.Ordinal)],
        };
    }
}
