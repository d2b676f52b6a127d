using System.Runtime.CompilerServices;
using Compliance.Model;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Retention;

/// <summary>
/// One run of a tenant's retention, the document <c>requests/retention/{id}</c>. Its id is used like that of a request: recipients, ledger
/// and certificate of what it deletes are found by it.
/// </summary>
public sealed record RetentionRun
{
    /// <summary>Version of this layout.</summary>
    public int V { get; init; } = 1;

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The version of the settings whose rules it began with: later runs have no older ones.</summary>
    public int Settings { get; init; }

    /// <summary>The page that is being deleted; empty between pages.</summary>
    public IReadOnlyList<EndingRecording> Page { get; init; } = [];

    /// <summary>The place in the index up to which was looked.</summary>
    public required string LookedTo { get; init; }

    /// <summary>The number of pages of outcomes.</summary>
    public int Pages { get; init; }

    public int Deleted { get; init; }

    /// <summary>Recordings that lost media and stay.</summary>
    public int Reduced { get; init; }

    /// <summary>Chosen, and then kept: a hold, a restriction or a correction came first.</summary>
    public int Kept { get; init; }

    /// <summary>When its certificate was issued; null before.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When its key was destroyed, and with it the call ids that recipients were told of; null before.</summary>
    public DateTimeOffset? ForgottenAt { get; init; }
}

/// <param name="Media">The media that go; empty where the whole recording does.</param>
public sealed record EndingRecording(RecordingId Id, IReadOnlyList<RetentionMedium> Media);

/// <summary>Reads and conditionally writes runs.</summary>
public sealed class RetentionRunStore
{
    const string Prefix = "retention/";
    const string Open = "open";
    const string Kept = "kept";

    readonly VersionedBlob<SubjectRequestId, RetentionRun> blobs = new(x => x.Requests, id => Prefix + id)
    {
        Metadata = run => run.ForgottenAt is not null ? null
            : new Dictionary<string, string>(StringComparer.Ordinal) { [run.EndedAt is null ? Open : Kept] = "yes" },
    };

    public Task<Versioned<RetentionRun>?> FindAsync(TenantStore store, SubjectRequestId id, CancellationToken cancellationToken) =>
        blobs.FindAsync(store, id, cancellationToken);

    /// <returns>The run that began last; null if there was none.</returns>
    public async Task<RetentionRun?> FindNewestAsync(TenantStore store, CancellationToken cancellationToken) =>
        await ListAsync(store, cancellationToken).LastOrDefaultAsync(cancellationToken) is var id && id != default
            ? (await FindAsync(store, id, cancellationToken))?.Value
            : null;

    /// <returns>The run that has not ended; null if there is none.</returns>
    public async Task<(SubjectRequestId Id, Versioned<RetentionRun> Run)?> FindOpenAsync(
        TenantStore store, CancellationToken cancellationToken)
    {
        await foreach (var id in ListAsync(store, x => x.ContainsKey(Open), cancellationToken))
        {
            if (await FindAsync(store, id, cancellationToken) is { Value.EndedAt: null } found)
            {
                return (id, found);
            }
        }

        return null;
    }

    /// <returns>Null if another write was first.</returns>
    public Task<Versioned<RetentionRun>?> TryWriteAsync(
        TenantStore store, SubjectRequestId id, RetentionRun run, Azure.ETag? read, CancellationToken cancellationToken) =>
        blobs.TryWriteAsync(store, id, run, read, cancellationToken);

    /// <summary>Runs that have ended and whose key is still there, oldest first.</summary>
    public IAsyncEnumerable<SubjectRequestId> ListKeptAsync(TenantStore store, CancellationToken cancellationToken) =>
        ListAsync(store, x => x.ContainsKey(Kept), cancellationToken);

    /// <summary>All runs, oldest first.</summary>
    public IAsyncEnumerable<SubjectRequestId> ListAsync(TenantStore store, CancellationToken cancellationToken) =>
        ListAsync(store, _ => true, cancellationToken);

    async IAsyncEnumerable<SubjectRequestId> ListAsync(
        TenantStore store,
        Func<IDictionary<string, string>, bool> wanted,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var name in blobs.ListAsync(store, Prefix, wanted, cancellationToken))
        {
            if (SubjectRequestId.TryParse(name, out var id))
            {
                yield return id;
            }
        }
    }
}
