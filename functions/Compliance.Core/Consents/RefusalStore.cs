using System.Globalization;
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

    /// <summary>When its key was destroyed; null before.</summary>
    public DateTimeOffset? ForgottenAt { get; init; }
}

public sealed class RefusalStore
{
    const string Prefix = "refusals/";
    const string Due = "due";

    /// <summary>By then no backup has what was destroyed.</summary>
    static readonly TimeSpan KeyKept = TimeSpan.FromDays(90);

    readonly VersionedBlob<SubjectRequestId, RefusalDocument> blobs = new(x => x.Requests, id => Prefix + id)
    {
        Metadata = x => x.ForgottenAt is not null ? null : new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [Due] = ((x.EndedAt + KeyKept)?.ToUnixTimeSeconds() ?? 0).ToString(CultureInfo.InvariantCulture),
        },
    };

    public Task<Versioned<RefusalDocument>?> FindAsync(TenantStore store, SubjectRequestId id, CancellationToken cancellationToken) =>
        blobs.FindAsync(store, id, cancellationToken);

    public Task<Versioned<RefusalDocument>?> TryWriteAsync(
        TenantStore store, SubjectRequestId id, RefusalDocument refusal, ETag? read, CancellationToken cancellationToken) =>
        blobs.TryWriteAsync(store, id, refusal, read, cancellationToken);

    public Task RemoveAsync(TenantStore store, SubjectRequestId id, CancellationToken cancellationToken) =>
        blobs.RemoveAsync(store, id, cancellationToken);

    /// <summary>Those that have no certificate yet, and those whose key is not needed any more.</summary>
    public async IAsyncEnumerable<SubjectRequestId> ListDueAsync(
        TenantStore store, DateTimeOffset now, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var name in blobs.ListAsync(store, Prefix, x => IsDue(x, now), cancellationToken))
        {
            if (SubjectRequestId.TryParse(name, out var id))
            {
                yield return id;
            }
        }
    }

    static bool IsDue(IDictionary<string, string> marks, DateTimeOffset now) =>
        marks.TryGetValue(Due, out var text)
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds <= now.ToUnixTimeSeconds();
}
