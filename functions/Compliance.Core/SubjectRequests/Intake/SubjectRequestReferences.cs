using Compliance.Identities;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Maps a tenant's reference to its request: <c>requests/references/{token}</c>, create-only, so that two attempts agree on one request.
/// The token is an HMAC under the tenant's index secret.
/// </summary>
public sealed class SubjectRequestReferences
{
    const string Kind = "reference";

    readonly VersionedBlob<string, Entry> blobs = new(x => x.Requests, token => $"references/{token}");

    /// <summary>The blind token of a reference.</summary>
    public static string TokenOf(BlindIndex tokens, string reference) => tokens.Token(Kind, reference).Value;

    /// <returns>Null if no request has the reference.</returns>
    public async Task<SubjectRequestId?> FindAsync(TenantStore store, string token, CancellationToken cancellationToken) =>
        await blobs.FindAsync(store, token, cancellationToken) is { } taken ? SubjectRequestId.Parse(taken.Value.RequestId) : null;

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

    /// <summary>Forgets a reference of this request.</summary>
    public async Task RemoveAsync(TenantStore store, string token, SubjectRequestId request, CancellationToken cancellationToken)
    {
        if (await FindAsync(store, token, cancellationToken) == request)
        {
            await blobs.RemoveAsync(store, token, cancellationToken);
        }
    }

    sealed record Entry(string RequestId);
}
