using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Calls.State;
using Compliance.Recordings.State;
using Compliance.Recordings.Tickets;
using Compliance.Tenancy;

namespace Compliance.Calls.Recorders;

/// <summary>What a claim gave.</summary>
/// <param name="LiveCall">The live call's opaque id, for the audit log.</param>
public sealed record RedeemedClaim(string LiveCall, CallId CallId);

/// <summary>
/// One-time claims, <c>state/claims/{claimId}</c>: messages carry a claim's id, and whoever is a recipient of the tenant fetches the call
/// id with it, once and within ten minutes. The blob points to the live call; the call id itself is ciphertext there.
/// </summary>
public sealed class CallClaims(LiveCallStore calls, CallKeys keys, TimeProvider clock)
{
    public const int Length = 32;

    const string Prefix = "claims/";

    public static TimeSpan Lifetime { get; } = TimeSpan.FromMinutes(10);

    /// <returns>The claim's id: 128 random bits in lowercase hexadecimal.</returns>
    public async Task<string> PutAsync(TenantStore store, string token, CancellationToken cancellation)
    {
        var id = RandomNumberGenerator.GetHexString(Length, lowercase: true);
        await Blob(store, id).UploadAsync(BinaryData.FromBytes(StateJson.Write(new Claim(token, clock.GetUtcNow() + Lifetime))), cancellation);
        return id;
    }

    /// <returns>Null when there is no such claim, it was fetched before, or it expired.</returns>
    public async Task<RedeemedClaim?> RedeemAsync(TenantStore store, string id, CancellationToken cancellation)
    {
        if (id.Length != Length || !id.All(char.IsAsciiHexDigitLower) || await TakeAsync(Blob(store, id), cancellation) is not { } claim)
        {
            return null;
        }

        return claim.ExpiresAt > clock.GetUtcNow()
            && await calls.FindAsync(store, claim.Token, cancellation) is { } stored
            && await keys.OpenAsync(store, claim.Token, stored.Call, cancellation) is { } callId
                ? new RedeemedClaim(stored.Call.Id, callId)
                : null;
    }

    /// <summary>Removes claims that nobody fetched in time.</summary>
    public async Task SweepAsync(TenantStore store, CancellationToken cancellation)
    {
        await foreach (var name in ExpiredAsync(store, clock.GetUtcNow() - Lifetime, cancellation))
        {
            await store.State.DeleteBlobIfExistsAsync(name, DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellation);
        }
    }

    static async IAsyncEnumerable<string> ExpiredAsync(
        TenantStore store, DateTimeOffset before, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var blob in store.State.GetBlobsAsync(prefix: Prefix, cancellationToken: cancellation))
        {
            if (blob.Properties.CreatedOn < before)
            {
                yield return blob.Name;
            }
        }
    }

    /// <summary>Of two that fetch at once, the one whose delete the service takes has it.</summary>
    static async Task<Claim?> TakeAsync(BlobClient blob, CancellationToken cancellation)
    {
        try
        {
            BlobDownloadResult stored = await blob.DownloadContentAsync(cancellation);
            await blob.DeleteAsync(
                DeleteSnapshotsOption.IncludeSnapshots, new BlobRequestConditions { IfMatch = stored.Details.ETag }, cancellation);
            return StateJson.Read<Claim>(stored.Content);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound || e.Status == 412)
        {
            return null;
        }
    }

    static BlobClient Blob(TenantStore store, string id) => store.State.GetBlobClient(Prefix + id);

    sealed record Claim(string Token, DateTimeOffset ExpiresAt);
}
