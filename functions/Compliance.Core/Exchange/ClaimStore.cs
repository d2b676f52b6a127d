using System.Globalization;
using System.Security.Cryptography;
using Azure;
using Compliance.Tenancy;

namespace Compliance.Exchange;

/// <summary>What a claim leads to, and so which source resolves it.</summary>
public enum ClaimKind
{
    /// <summary>The call id of a live call.</summary>
    Call,

    /// <summary>What a recipient may know of a subject request.</summary>
    Recipient,

    /// <summary>Link and code of a delivery to a person.</summary>
    Delivery,
}

/// <summary>A claim as stored in its blob: opaque ids only.</summary>
/// <param name="Of">What it leads to, in its source's own form.</param>
/// <param name="Spent">It was fetched. It is kept until it expires, so that it cannot be made again.</param>
public sealed record Claim(ClaimKind Kind, string Of, DateTimeOffset ExpiresAt, bool Spent = false);

/// <summary>A claim that can still be fetched.</summary>
public sealed record OpenClaim(string Id, Claim Claim, ETag ETag);

/// <summary>
/// One-time claims, <c>state/claims/{claimId}</c>. A message carries the id of a claim; an entitled caller uses it to fetch what the
/// message must not contain, only once and only until the claim expires.
/// </summary>
public sealed class ClaimStore(TimeProvider clock)
{
    public const int Length = 32;

    const string Prefix = "claims/";
    const string Expires = "expires";

    // A spent claim does not say who fetched it: of two that write the same, one is refused.
    readonly VersionedBlob<string, Claim> blobs = new(x => x.State, id => Prefix + id)
    {
        Metadata = claim => new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [Expires] = claim.ExpiresAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        },
    };

    /// <returns>A claim's id: 128 random bits in lowercase hexadecimal.</returns>
    public static string NewId() => RandomNumberGenerator.GetHexString(Length, lowercase: true);

    /// <summary>
    /// Makes a claim; one that there is already, fetched or not, stays as it is: an earlier attempt to send its message made it.
    /// </summary>
    public Task PutAsync(TenantStore store, string id, Claim claim, CancellationToken cancellationToken) =>
        blobs.TryCreateAsync(store, id, claim, cancellationToken);

    /// <returns>Null when there is no such claim, it was fetched before, or it expired.</returns>
    public async Task<OpenClaim?> FindAsync(TenantStore store, string id, CancellationToken cancellationToken) =>
        id.Length == Length
        && id.All(char.IsAsciiHexDigitLower)
        && await blobs.FindAsync(store, id, cancellationToken) is { Value: { Spent: false } claim, ETag: var etag }
        && claim.ExpiresAt > clock.GetUtcNow()
            ? new OpenClaim(id, claim, etag)
            : null;

    /// <returns>Whether it was still there: of two that fetch at once, the one whose write the service takes has it.</returns>
    public async Task<bool> TrySpendAsync(TenantStore store, OpenClaim open, CancellationToken cancellationToken) =>
        await blobs.TryWriteAsync(store, open.Id, open.Claim with { Spent = true }, open.ETag, cancellationToken) is not null;

    /// <summary>Removes what expired.</summary>
    public async Task SweepAsync(TenantStore store, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        await foreach (var id in blobs.ListAsync(store, Prefix, x => IsExpired(x, now), cancellationToken))
        {
            await blobs.RemoveAsync(store, id, cancellationToken);
        }
    }

    static bool IsExpired(IDictionary<string, string> metadata, long now) =>
        !metadata.TryGetValue(Expires, out var text)
        || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        || seconds < now;
}
