using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Storage.Blobs.Models;
using Compliance.Access;
using Compliance.Audit;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <summary>The principal behind a pseudonym.</summary>
/// <param name="Subject">The token's <c>oid</c> or <c>sub</c>.</param>
/// <param name="Name">The name in the first token that was seen.</param>
public sealed record PrincipalIdentity(string Subject, string? Name, DateTimeOffset FirstSeenAt)
{
    public override string ToString() => nameof(PrincipalIdentity);
}

/// <summary>
/// The names of people and apps in the audit log: <c>p-</c> and 32 hex digits, the first 128 bits of HMAC-SHA-256 over the subject under
/// the tenant's principal secret. The table behind them is the container <c>principals</c>: one sealed blob per pseudonym, each under its
/// own key (<c>keyring: principals/{pseudonym}</c>). Once that key record is deleted, the log no longer identifies the person.
/// </summary>
public sealed class Pseudonyms(TenantStoreFactory stores, TenantSecrets secrets, TimeProvider clock) : IPrincipalPseudonyms
{
    public const string SecretName = "principal-secret";

    const string Prefix = "principals/";
    const int Remembered = 20_000;

    readonly RecentlySeen introduced = new(Remembered);

    public async ValueTask<string> OfAsync(TenantScope scope, string subject, string? name, CancellationToken cancellationToken)
    {
        string pseudonym;
        using (var secret = await secrets.GetAsync(scope, SecretName, cancellationToken))
        {
            pseudonym = Compute(secret, subject);
        }

        // Looked for once a day: a principal whose name has ended, and who returns, is introduced again.
        var now = clock.GetUtcNow();
        var id = string.Create(CultureInfo.InvariantCulture, $"{scope.Identity}:{scope.Resource}/{pseudonym}/{now.UtcDateTime:yyyy-MM-dd}");
        if (!introduced.Contains(id))
        {
            await IntroduceAsync(scope, pseudonym, new PrincipalIdentity(subject, name, now), cancellationToken);
            introduced.Add(id);
        }

        return pseudonym;
    }

    /// <returns>Null if the pseudonym has no entry, or the entry's key is gone.</returns>
    /// <exception cref="CryptographicException">The entry was changed, or belongs to another pseudonym.</exception>
    public async Task<PrincipalIdentity?> ResolveAsync(TenantScope scope, string pseudonym, CancellationToken cancellationToken)
    {
        var store = stores.Open(scope);
        byte[] sealedEntry;
        try
        {
            sealedEntry = (await store.Principals.GetBlobClient(pseudonym).DownloadContentAsync(cancellationToken)).Value.Content.ToArray();
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }

        using var key = await secrets.FindAsync(scope, KeyName(pseudonym), cancellationToken);
        return key is null ? null : PrincipalEntry.Open(sealedEntry, key, scope.Resource, pseudonym);
    }

    /// <summary>Pseudonyms that can be resolved, in alphabetical order.</summary>
    public async IAsyncEnumerable<string> ListAsync(TenantScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in stores.Open(scope).Keyring.GetBlobsAsync(new() { Prefix = Prefix }, cancellationToken))
        {
            yield return blob.Name[Prefix.Length..];
        }
    }

    /// <summary>Forgets who it is: from now on the pseudonym identifies nobody. Repeating it does no harm.</summary>
    public async Task EndAsync(TenantScope scope, string pseudonym, CancellationToken cancellationToken)
    {
        await secrets.RemoveAsync(scope, KeyName(pseudonym), cancellationToken);
        await stores.Open(scope).Principals.GetBlobClient(pseudonym)
            .DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellationToken);
    }

    static string Compute(KeyBytes secret, string subject) =>
        "p-" + Convert.ToHexStringLower(HMACSHA256.HashData(secret.Reveal(), Encoding.UTF8.GetBytes(subject)).AsSpan(0, 16));

    static string KeyName(string pseudonym) => Prefix + pseudonym;

    async Task IntroduceAsync(TenantScope scope, string pseudonym, PrincipalIdentity identity, CancellationToken cancellationToken)
    {
        var entry = stores.Open(scope).Principals.GetBlobClient(pseudonym);
        if (await entry.ExistsAsync(cancellationToken))
        {
            return;
        }

        using var key = await secrets.GetAsync(scope, KeyName(pseudonym), cancellationToken);
        try
        {
            await entry.UploadAsync(
                new BinaryData(PrincipalEntry.Seal(identity, key, scope.Resource, pseudonym)),
                new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } },
                cancellationToken);
        }
        catch (RequestFailedException taken) when (taken.ErrorCode == BlobErrorCode.BlobAlreadyExists)
        {
            // Another host introduced the same principal; the first entry stays.
        }
    }
}
