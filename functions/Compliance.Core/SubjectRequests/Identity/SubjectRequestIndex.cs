using Azure.Storage.Blobs.Models;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>Finds the requests filed by or for a person.</summary>
public interface ISubjectRequests
{
    /// <param name="tokens">Blind tokens of the identities.</param>
    Task<IReadOnlyList<SubjectRequestId>> FindAsync(TenantStore store, IReadOnlyList<string> tokens, CancellationToken cancellationToken);
}

/// <summary>
/// Requests in the blind index: an empty blob named <c>{token}/request/{requestId}</c> per identity of the request's data subject.
/// </summary>
public sealed class SubjectRequestIndex : ISubjectRequests
{
    const string Kind = "request";

    public Task PutAsync(TenantStore store, SubjectRequestId request, IReadOnlyList<string> tokens, CancellationToken cancellationToken) =>
        Task.WhenAll(tokens.Select(
            token => store.Index.GetBlobClient(NameOf(token, request)).UploadAsync(BinaryData.Empty, overwrite: true, cancellationToken)));

    public Task RemoveAsync(
        TenantStore store, SubjectRequestId request, IReadOnlyList<string> tokens, CancellationToken cancellationToken) =>
        Task.WhenAll(tokens.Select(token => store.Index.DeleteBlobIfExistsAsync(
            NameOf(token, request), DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellationToken)));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SubjectRequestId>> FindAsync(
        TenantStore store, IReadOnlyList<string> tokens, CancellationToken cancellationToken)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var token in tokens)
        {
            var prefix = NameOf(token, request: null);
            await foreach (var blob in store.Index.GetBlobsAsync(new() { Prefix = prefix }, cancellationToken))
            {
                found.Add(blob.Name[prefix.Length..]);
            }
        }

        return [.. found.Where(x => SubjectRequestId.TryParse(x, out _)).Select(SubjectRequestId.Parse)];
    }

    static string NameOf(string token, SubjectRequestId? request) => $"{token}/{Kind}/{request}";
}
