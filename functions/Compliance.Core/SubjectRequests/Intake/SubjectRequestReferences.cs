using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Maps a tenant's reference to its request: <c>requests/references/{token}</c>, create-only, so that two attempts agree on one request.
/// The token is an HMAC under the tenant's index secret.
/// </summary>
public sealed class SubjectRequestReferences
{
    readonly VersionedBlob<string, Entry> blobs = new(x => x.Requests, token => $"references/{token}");

    /// <summary>The request that owns the reference: <paramref name="fresh"/>, unless another one owns it.</summary>
    public async Task<SubjectRequestId> ClaimAsync(
        TenantStore store, string token, SubjectRequestId fresh, CancellationToken cancellationToken)
    {
        while (await blobs.TryCreateAsync(store, token, new Entry(fresh.ToString()), cancellationToken) is null)
        {
            if (await blobs.FindAsync(store, token, cancellationToken) is { } taken)
            {
                return SubjectRequestId.Parse(taken.Value.RequestId);
            }
        }

        return fresh;
    }

    sealed record Entry(string RequestId);
}
