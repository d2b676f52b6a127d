using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// How many people have read a recording's clear content, and when last. An erasure cannot take this back, so it reports it.
/// </summary>
public sealed record ClearReads(int Readers, DateTimeOffset LastAt);

/// <summary>
/// Records who read a recording's clear content, as <c>state/reads/{id}/{pseudonym}</c>: one blob per reader, rewritten with each audited
/// read, so that an erasure can count readers without searching the log. Removed with the recording.
/// </summary>
public sealed class ContentReads
{
    public static string Prefix(RecordingId id) => $"reads/{id}/";

    public Task NoteAsync(TenantStore store, RecordingId id, string pseudonym, CancellationToken cancellationToken) =>
        store.Documents.MarkAsync(store.State.GetBlobClient(Prefix(id) + pseudonym), cancellationToken);

    /// <returns>Null if nobody has read it.</returns>
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
