using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>How many had a recording's clear content, and when last: what an erasure can't take back, and therefore says.</summary>
public sealed record ClearReads(int Readers, DateTimeOffset LastAt);

/// <summary>
/// Who read a recording's clear content, as <c>state/reads/{id}/{pseudonym}</c>: one blob a reader, written anew with each audited read, so
/// that an erasure counts them without searching the log. Removed with the recording.
/// </summary>
public sealed class ContentReads
{
    public static string Prefix(RecordingId id) => $"reads/{id}/";

    public Task NoteAsync(TenantStore store, RecordingId id, string pseudonym, CancellationToken cancellationToken) =>
        store.Documents.MarkAsync(store.State.GetBlobClient(Prefix(id) + pseudonym), cancellationToken);

    /// <returns>Null when nobody did.</returns>
    public async Task<ClearReads?> CountAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken)
    {
        ClearReads? reads = null;
        await foreach (var blob in store.Documents.MarksAsync(store.State, Prefix(id), cancellationToken))
        {
            var at = blob.Properties.LastModified ?? default;
            reads = new ClearReads((reads?.Readers ?? 0) + 1, reads is { LastAt: var last } && last > at ? last : at);
        }

        return reads;
    }
}
