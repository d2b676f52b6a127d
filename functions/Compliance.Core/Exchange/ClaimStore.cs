using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Json;
using Compliance.Tenancy;

namespace Compliance.Exchange;

/// <summary>What a claim leads to, and so which source resolves it.</summary>
public enum ClaimKind
{
    /// <summary>The call id of a live call.</summary>
    Call,

    /// <summary>What a recipient may know of a subject request.</summary>
    Recipient,
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

    /// <returns>A claim's id: 128 random bits in lowercase hexadecimal.</returns>
    public static string NewId() => RandomNumberGenerator.GetHexString(Length, lowercase: true);

    /// <summary>Makes a claim; one that there is already, fetched or not, stays as it is.</summary>
    public async Task PutAsync(TenantStore store, string id, Claim claim, CancellationToken cancellation)
    {
        try
        {
            await WriteAsync(store, id, claim, new BlobRequestConditions { IfNoneMatch = ETag.All }, cancellation);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            // An earlier attempt to send the same message made it.
        }
    }

    /// <returns>Null when there is no such claim, it was fetched before, or it expired.</returns>
    public async Task<OpenClaim?> FindAsync(TenantStore store, string id, CancellationToken cancellation)
    {
        if (id.Length != Length || !id.All(char.IsAsciiHexDigitLower))
        {
            return null;
        }

        try
        {
            BlobDownloadResult stored = await Blob(store, id).DownloadContentAsync(cancellation);
            var claim = StateJson.Read<Claim>(stored.Content);
            return claim.Spent || claim.ExpiresAt <= clock.GetUtcNow() ? null : new OpenClaim(id, claim, stored.Details.ETag);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    /// <returns>Whether it was still there: of two that fetch at once, the one whose write the service takes has it.</returns>
    public async Task<bool> TrySpendAsync(TenantStore store, OpenClaim open, CancellationToken cancellation)
    {
        try
        {
            var unchanged = new BlobRequestConditions { IfMatch = open.ETag };
            await WriteAsync(store, open.Id, open.Claim with { Spent = true }, unchanged, cancellation);
            return true;
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound || e.IsOvertaken())
        {
            return false;
        }
    }

    /// <summary>Removes what expired.</summary>
    public async Task SweepAsync(TenantStore store, CancellationToken cancellation)
    {
        await foreach (var name in ExpiredAsync(store, clock.GetUtcNow().ToUnixTimeSeconds(), cancellation))
        {
            await store.State.DeleteBlobIfExistsAsync(name, DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellation);
        }
    }

    static async IAsyncEnumerable<string> ExpiredAsync(
        TenantStore store, long now, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var blob in store.State.GetBlobsAsync(new() { Traits = BlobTraits.Metadata, Prefix = Prefix }, cancellation))
        {
            if (!blob.Metadata.TryGetValue(Expires, out var text)
                || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                || seconds < now)
            {
                yield return blob.Name;
            }
        }
    }

    static Task WriteAsync(TenantStore store, string id, Claim claim, BlobRequestConditions conditions, CancellationToken cancellation)
    {
        var options = new BlobUploadOptions
        {
            Conditions = conditions,
            HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
            Metadata = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [Expires] = claim.ExpiresAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            },
        };
        return Blob(store, id).UploadAsync(BinaryData.FromBytes(StateJson.Write(claim)), options, cancellation);
    }

    static BlobClient Blob(TenantStore store, string id) => store.State.GetBlobClient(Prefix + id);
}
