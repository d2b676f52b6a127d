using System.Runtime.CompilerServices;
using Azure;
using Compliance.Failures;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Tenancy;

namespace Compliance.Matters;

/// <summary>
/// Matters in the container <c>requests</c>: <c>matters/{digest}</c>; an empty document <c>matters-held/{digest}/{recordingId}</c> for each
/// recording that is held for one; <c>matters-standing</c>; and <c>matters-ended/{recordingId}</c> for each recording from which a hold was
/// released and for which nobody has looked yet what had waited for that.
/// </summary>
public sealed class HoldMatterStore
{
    const string Prefix = "matters/";
    const string HeldPrefix = "matters-held/";
    const string EndedPrefix = "matters-ended/";
    const string Standing = "matters-standing";
    const string InWork = "work";
    const string ReviewAt = "review";

    readonly VersionedBlob<string, HoldMatterDocument> matters = new(x => x.Requests, digest => Prefix + digest)
    {
        Metadata = x => Marks(x),
    };

    readonly VersionedBlob<Unit, StandingMatterList> standing = new(x => x.Requests, _ => Standing);

    public Task<Versioned<HoldMatterDocument>?> FindAsync(TenantStore store, MatterName name, CancellationToken cancellationToken) =>
        matters.FindAsync(store, name.Digest, cancellationToken);

    /// <param name="digest">As listed.</param>
    public Task<Versioned<HoldMatterDocument>?> FindAsync(TenantStore store, string digest, CancellationToken cancellationToken) =>
        matters.FindAsync(store, digest, cancellationToken);

    /// <returns>Null if another write was first.</returns>
    public Task<Versioned<HoldMatterDocument>?> TryWriteAsync(
        TenantStore store, HoldMatterDocument matter, ETag? read, CancellationToken cancellationToken) =>
        matters.TryWriteAsync(store, matter.Name.Digest, matter, read, cancellationToken);

    /// <inheritdoc cref="VersionedBlob{TKey, T}.UpdateAsync"/>
    public Task<(HoldMatterDocument Value, bool Written)?> UpdateAsync(
        TenantStore store, MatterName name, Func<HoldMatterDocument?, HoldMatterDocument?> change, CancellationToken cancellationToken) =>
        matters.UpdateAsync(store, name.Digest, change, cancellationToken);

    /// <summary>Digests of all matters, in their order.</summary>
    public IAsyncEnumerable<string> ListAsync(TenantStore store, CancellationToken cancellationToken) =>
        matters.ListAsync(store, Prefix, _ => true, cancellationToken);

    /// <summary>Digests of matters with work to do.</summary>
    public IAsyncEnumerable<string> ListInWorkAsync(TenantStore store, CancellationToken cancellationToken) =>
        matters.ListAsync(store, Prefix, x => x.ContainsKey(InWork), cancellationToken);

    /// <summary>Digests of matters with a day of review of which nobody was told.</summary>
    public IAsyncEnumerable<string> ListToReviewAsync(TenantStore store, CancellationToken cancellationToken) =>
        matters.ListAsync(store, Prefix, x => x.ContainsKey(ReviewAt), cancellationToken);

    public Task HoldAsync(TenantStore store, MatterName name, RecordingId id, CancellationToken cancellationToken) =>
        store.Documents.MarkAsync(store.Requests.GetBlobClient($"{HeldPrefix}{name.Digest}/{id}"), cancellationToken);

    public Task LeaveAsync(TenantStore store, MatterName name, RecordingId id, CancellationToken cancellationToken) =>
        store.Requests.GetBlobClient($"{HeldPrefix}{name.Digest}/{id}").DeleteIfExistsAsync(cancellationToken: cancellationToken);

    /// <summary>Recordings held for a matter, in the order of their ids.</summary>
    public IAsyncEnumerable<RecordingId> HeldAsync(TenantStore store, MatterName name, CancellationToken cancellationToken) =>
        MarkedAsync(store, $"{HeldPrefix}{name.Digest}/", cancellationToken);

    /// <summary>Written before the release: a process that dies after it leaves the mark.</summary>
    public Task EndAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken) =>
        store.Documents.MarkAsync(store.Requests.GetBlobClient(EndedPrefix + id), cancellationToken);

    public Task SettleAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken) =>
        store.Requests.GetBlobClient(EndedPrefix + id).DeleteIfExistsAsync(cancellationToken: cancellationToken);

    public IAsyncEnumerable<RecordingId> EndedAsync(TenantStore store, CancellationToken cancellationToken) =>
        MarkedAsync(store, EndedPrefix, cancellationToken);

    public async Task<IReadOnlyList<StandingMatter>> StandingAsync(TenantStore store, CancellationToken cancellationToken) =>
        (await standing.FindAsync(store, default, cancellationToken))?.Value.Items ?? [];

    /// <summary>Has the list say of a matter what its document says.</summary>
    public Task StandAsync(TenantStore store, HoldMatterDocument matter, DateTimeOffset now, CancellationToken cancellationToken) =>
        standing.UpdateAsync(
            store,
            default,
            list =>
            {
                StandingMatter[] others = [.. (list?.Items ?? []).Where(x => x.Hold.Matter != matter.Matter)];
                return matter.Future && matter.State is not (HoldMatterState.Releasing or HoldMatterState.Released)
                    ? new StandingMatterList { Items = [.. others, new(matter.Hold(now), matter.Scope)] }
                    : others.Length == (list?.Items.Count ?? 0) ? null : new StandingMatterList { Items = others };
            },
            cancellationToken);

    static Dictionary<string, string> Marks(HoldMatterDocument matter)
    {
        var marks = new Dictionary<string, string>(StringComparer.Ordinal);
        if (matter.IsInWork)
        {
            marks[InWork] = "yes";
        }

        if (matter is { ReviewAt: not null, ReviewToldAt: null, State: HoldMatterState.Placing or HoldMatterState.Standing })
        {
            marks[ReviewAt] = "yes";
        }

        return marks;
    }

    static async IAsyncEnumerable<RecordingId> MarkedAsync(
        TenantStore store, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in store.Documents.MarksAsync(store.Requests, prefix, cancellationToken))
        {
            if (RecordingId.TryParse(blob.Name[prefix.Length..], out var id))
            {
                yield return id;
            }
        }
    }
}
