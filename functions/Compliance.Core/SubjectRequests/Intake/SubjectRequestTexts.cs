using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Json;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Personal parts of a request at rest, <c>requests/{requestId}/{name}</c>: AES-256-GCM under the request key, bound to tenant, request and
/// name. Small: a page of a list at most.
/// </summary>
public sealed class SubjectRequestTexts(SubjectRequestKeys keys)
{
    /// <summary>Writes or replaces; a second try of the same step does no harm.</summary>
    /// <exception cref="InvalidOperationException">The request's key is gone.</exception>
    public async Task PutAsync<T>(TenantStore store, SubjectRequestId id, string name, T value, CancellationToken cancellation)
    {
        var sealedText = await SealAsync(store, id, name, value, cancellation);
        await Blob(store, id, name).UploadAsync(BinaryData.FromString(sealedText), overwrite: true, cancellation);
    }

    /// <summary>Writes what is not there yet.</summary>
    /// <returns>False: another try wrote it.</returns>
    /// <exception cref="InvalidOperationException">The request's key is gone.</exception>
    public async Task<bool> TryPutAsync<T>(TenantStore store, SubjectRequestId id, string name, T value, CancellationToken cancellation)
    {
        var sealedText = await SealAsync(store, id, name, value, cancellation);
        try
        {
            var only = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
            await Blob(store, id, name).UploadAsync(BinaryData.FromString(sealedText), only, cancellation);
            return true;
        }
        catch (RequestFailedException e) when (e.IsOvertaken())
        {
            return false;
        }
    }

    /// <returns>Null when there is none, or the request's key is gone.</returns>
    /// <exception cref="ManifestException">What is stored is not what was sealed there.</exception>
    public async Task<T?> FindAsync<T>(TenantStore store, SubjectRequestId id, string name, CancellationToken cancellation)
        where T : class
    {
        BlobDownloadResult blob;
        try
        {
            blob = await Blob(store, id, name).DownloadContentAsync(cancellation);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }

        using var key = await keys.FindAsync(store, id, cancellation);
        if (key is null)
        {
            return null;
        }

        return SealedText.Open(blob.Content.ToString(), key, Context(store, id, name)) is { } text
            ? StateJson.Read<T>(System.Text.Encoding.UTF8.GetBytes(text))
            : throw new ManifestException("What is stored of a request is not what was sealed there.");
    }

    /// <summary>The part of a text's name that tells it from others of its kind: two moves at once do not write over each other.</summary>
    public static string Short(string mac) =>
        Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(mac)).AsSpan(0, 16));

    async Task<string> SealAsync<T>(TenantStore store, SubjectRequestId id, string name, T value, CancellationToken cancellation)
    {
        using var key = await keys.FindAsync(store, id, cancellation)
            ?? throw new InvalidOperationException("A request whose key is gone keeps nothing more.");
        return SealedText.Seal(System.Text.Encoding.UTF8.GetString(StateJson.Write(value)), key, Context(store, id, name));
    }

    static string Context(TenantStore store, SubjectRequestId id, string name) => $"request/{store.Tenant}/{id}/{name}";

    static BlobClient Blob(TenantStore store, SubjectRequestId id, string name) => store.Requests.GetBlobClient($"{id}/{name}");
}
