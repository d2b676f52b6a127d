using System.Runtime.CompilerServices;
using System.Text;
using Compliance.Json;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Retention;

/// <param name="Position">The place in the index; ascending names are ascending days.</param>
/// <param name="Verdict">What happens to it now.</param>
public sealed record DueRecording(RecordingId Id, string Position, RetentionVerdict Verdict);

/// <summary>
/// Finds recordings by the day on which their retention ends, in the index. The entry only leads to the recording: its authenticated state
/// and the rules in force decide. Reads nothing of what is not due.
/// </summary>
public sealed class DueRecordings(RecordingIndex index, IndexSecretReader secrets, RecordingStateStore states, TimeProvider clock)
{
    /// <param name="after">The place from which on; null for all.</param>
    public async IAsyncEnumerable<DueRecording> ListAsync(
        TenantStore store, TenantSettings settings, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var token = await TokenAsync(store, cancellationToken);
        var days = await index.DaysAsync(store, token, IndexKinds.Due, cancellationToken);
        foreach (var day in days.Where(x => x <= DateOnly.FromDateTime(now.UtcDateTime)).Order())
        {
            await foreach (var entry in index.EntriesAsync(store, token, IndexKinds.Due, day, cancellationToken))
            {
                var position = $"{day:yyyy-MM-dd}/{entry.Position}";
                if (string.CompareOrdinal(position, after) > 0
                    && await FindAsync(store, settings, entry.Recording, cancellationToken) is { } verdict)
                {
                    yield return new(entry.Recording, position, verdict);
                }
            }
        }
    }

    /// <returns>Null if there is no such recording, or if its state is not authentic, which health and the nightly check report.</returns>
    public async Task<RetentionVerdict?> FindAsync(
        TenantStore store, TenantSettings settings, RecordingId id, CancellationToken cancellationToken) =>
        await states.FindAsync(store, id, cancellationToken).OrLeftOutAsync() is { } stored
            ? VerdictOf(stored, settings, clock.GetUtcNow())
            : null;

    /// <returns>Null if it has no manifest: nothing says when it ends.</returns>
    public static RetentionVerdict? VerdictOf(StoredRecording stored, TenantSettings settings, DateTimeOffset now) =>
        ManifestOf(stored) is not { } manifest ? null : RetentionDecisions.Of(
            stored.Document, StateOf(stored, manifest, settings, now), manifest.SealedAt, now);

    /// <summary>By the rules that are in force then.</summary>
    public static RetentionState StateOf(
        StoredRecording stored, RecordingManifest manifest, TenantSettings settings, DateTimeOffset at)
    {
        var state = RetentionOf.Resolve(RetentionCase.Of(manifest, stored.Document.Ticket), settings, at);
        return stored.Document is { State: RecordingState.Quarantined, Quarantine: { } quarantine }
            ? RetentionOf.InQuarantine(state, quarantine.Since, settings)
            : state;
    }

    /// <summary>The manifest of a document that is authentic.</summary>
    public static RecordingManifest? ManifestOf(StoredRecording stored) =>
        stored.Document.Manifest is { } json ? StateJson.Read<RecordingManifest>(Encoding.UTF8.GetBytes(json)) : null;

    async Task<string> TokenAsync(TenantStore store, CancellationToken cancellationToken)
    {
        using var secret = await secrets.OpenAsync(store, cancellationToken);
        return secret.Tokens.Token(IndexKinds.Due, IndexKinds.Everything).Value;
    }
}
