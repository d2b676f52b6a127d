using System.Runtime.CompilerServices;
using System.Text;
using Compliance.Json;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Retention;

/// <param name="Position">The place in the index; ascending names are ascending days.</param>
/// <param name="DeleteAfter">The end of its retention.</param>
/// <param name="Kept">Why it stays; null: it is to be deleted.</param>
public sealed record DueRecording(RecordingId Id, string Position, DateTimeOffset DeleteAfter, RetentionKeep? Kept);

/// <summary>
/// Finds recordings by the day on which their retention ends, in the index. The entry only leads to the recording, whose authenticated
/// state decides. Reads nothing of what is not due.
/// </summary>
public sealed class DueRecordings(RecordingIndex index, IndexSecretReader secrets, RecordingStateStore states, TimeProvider clock)
{
    /// <param name="after">The place from which on; null for all.</param>
    public async IAsyncEnumerable<DueRecording> ListAsync(
        TenantStore store, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
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
                    && await FindAsync(store, entry.Recording, position, now, cancellationToken) is { } due)
                {
                    yield return due;
                }
            }
        }
    }

    /// <returns>Null if there is no such recording, or if its state is not authentic, which health and the nightly check report.</returns>
    async Task<DueRecording?> FindAsync(
        TenantStore store, RecordingId id, string position, DateTimeOffset now, CancellationToken cancellationToken) =>
        await states.FindAsync(store, id, cancellationToken).OrLeftOutAsync() is { } stored && RetentionOf(stored) is var (retention, at)
            ? new DueRecording(id, position, retention.DeleteAfter, RetentionDecisions.WhyKept(stored.Document, retention, at, now))
            : null;

    /// <summary>What the document, which is authentic, says of its retention and its last sealing; null if it has no manifest.</summary>
    public static (RetentionState Retention, DateTimeOffset? SealedAt)? RetentionOf(StoredRecording stored) =>
        stored.Document.Manifest is { } json && StateJson.Read<RecordingManifest>(Encoding.UTF8.GetBytes(json)) is var manifest
            ? (manifest.Retention, manifest.SealedAt)
            : null;

    async Task<string> TokenAsync(TenantStore store, CancellationToken cancellationToken)
    {
        using var secret = await secrets.OpenAsync(store, cancellationToken);
        return secret.Tokens.Token(IndexKinds.Due, IndexKinds.Everything).Value;
    }
}
