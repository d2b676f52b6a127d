using System.Runtime.CompilerServices;
using Azure;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>A notice's key: its request and its recipient.</summary>
public sealed record NoticeKey(SubjectRequestId Request, string Recipient)
{
    public static NoticeKey? TryParse(string text) =>
        text.Split('/') is [var request, var recipient]
            && SubjectRequestId.TryParse(request, out var id) ? new NoticeKey(id, recipient) : null;

    public override string ToString() => $"{Request}/{Recipient}";
}

/// <summary>
/// Reads and conditionally writes notices. A notice with work left to do has a marker, <c>state/notices/{requestId}/{name}</c>.
/// </summary>
public sealed class NoticeStore
{
    readonly OpenWorkMarkers marks = new("notices/");
    readonly VersionedBlob<NoticeKey, RecipientNotice> blobs = new(x => x.Requests, key => $"{key.Request}/recipients/{key.Recipient}");

    public async Task<RecipientNotice?> FindAsync(TenantStore store, NoticeKey key, CancellationToken cancellationToken) =>
        (await blobs.FindAsync(store, key, cancellationToken))?.Value;

    /// <summary>Reads, changes and writes, and repeats until no other write intervenes.</summary>
    /// <param name="change">May run several times. Receives null if there is no notice; returns null to leave it as it is.</param>
    /// <returns>What is stored now, and whether this call wrote it; null if there is nothing.</returns>
    public Task<(RecipientNotice Notice, bool Written)?> UpdateAsync(
        TenantStore store, NoticeKey key, Func<RecipientNotice?, RecipientNotice?> change, CancellationToken cancellationToken) =>
        blobs.UpdateAsync(store, key, change, cancellationToken);

    /// <summary>The request's notices, by recipient name.</summary>
    public async Task<IReadOnlyList<(string Recipient, RecipientNotice Notice)>> ListAsync(
        TenantStore store, SubjectRequestId request, CancellationToken cancellationToken)
    {
        var prefix = $"{request}/recipients/";
        var found = new List<(string Recipient, RecipientNotice Notice)>();
        await foreach (var blob in store.Requests.GetBlobsAsync(new() { Prefix = prefix }, cancellationToken))
        {
            var recipient = blob.Name[prefix.Length..];
            if (await FindAsync(store, new NoticeKey(request, recipient), cancellationToken) is { } notice)
            {
                found.Add((recipient, notice));
            }
        }

        return found;
    }

    public Task OpenAsync(TenantStore store, NoticeKey key, CancellationToken cancellationToken) =>
        marks.PutAsync(store, key.ToString(), cancellationToken);

    /// <summary>Notices with work left to do, and the version of their marker.</summary>
    public async IAsyncEnumerable<(NoticeKey Key, ETag Mark)> ListOpenAsync(
        TenantStore store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (name, mark) in marks.ListAsync(store, cancellationToken))
        {
            if (NoticeKey.TryParse(name) is { } key)
            {
                yield return (key, mark);
            }
        }
    }

    public Task CloseAsync(TenantStore store, NoticeKey key, ETag mark, CancellationToken cancellationToken) =>
        marks.RemoveAsync(store, key.ToString(), mark, cancellationToken);
}
