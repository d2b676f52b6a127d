using System.Runtime.CompilerServices;
using Azure;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Consents;

/// <summary>
/// The destruction of a recording for which nothing remains but a purpose that was refused, <c>requests/refusals/{id}</c>. Its id is used
/// like that of a request: ledger and certificate are found by it. The consent record itself ends with the recording.
/// </summary>
/// <param name="By">The pseudonym of whoever recorded the refusal.</param>
/// <param name="RecordedAt">By our clock.</param>
public sealed record RefusalDocument(
    RecordingId RecordingId, string Purpose, string By, DateTimeOffset RefusedAt, DateTimeOffset RecordedAt)
{
    /// <summary>Version of this layout.</summary>
    public int V { get; init; } = 1;

    /// <summary>When its certificate was issued; null before.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}

public sealed class RefusalStore
{
    const string Prefix = "refusals/";
    const string Open = "open";

    readonly VersionedBlob<SubjectRequestId, RefusalDocument> blobs = new(x => x.Requests, id => Prefix + id)
    {
        Metadata = x => x.EndedAt is null ? new Dictionary<string, string>(StringComparer.Ordinal) { [Open] = "yes" } : null,
    };

    public Task<Versioned<RefusalDocument>?> FindAsync(TenantStore store, SubjectRequestId id, CancellationToken cancellationToken) =>
        blobs.FindAsync(store, id, cancellationToken);

    public Task<Versioned<RefusalDocument>?> TryWriteAsync(
        TenantStore store, SubjectRequestId id, RefusalDocument refusal, ETag? read, CancellationToken cancellationToken) =>
        blobs.TryWriteAsync(store, id, refusal, read, cancellationToken);

    public Task RemoveAsync(TenantStore store, SubjectRequestId id, CancellationToken cancellationToken) =>
        blobs.RemoveAsync(store, id, cancellationToken);

    /// <summary>Those that have no certificate yet.</summary>
    public async IAsyncEnumerable<SubjectRequestId> ListOpenAsync(
        TenantStore store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var name in blobs.ListAsync(store, Prefix, x => x.ContainsKey(Open), cancellationToken))
        {
            if (SubjectRequestId.TryParse(name, out var id))
            {
                yield return id;
            }
        }
    }
}
