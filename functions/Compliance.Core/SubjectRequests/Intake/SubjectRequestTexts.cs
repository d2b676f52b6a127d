using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Failures;
using Compliance.Json;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Personal parts of a request at rest, <c>requests/{requestId}/{name}</c>: AES-256-GCM under the request key, bound to tenant, request and
/// name. Small: at most a page of a list.
/// </summary>
public sealed class SubjectRequestTexts(SubjectRequestKeys keys)
{
    /// <summary>What is asked of a request that has ended.</summary>
    internal static readonly Failure Ended = Failure.Conflict("The time of the request is over: its personal part is gone.");

    /// <summary>Makes the request's key when there is none yet, so that what follows finds it; for the request's creation only.</summary>
    public async Task BeginAsync(TenantStore store, SubjectRequestId id, CancellationToken cancellationToken) =>
        (await keys.CreateAsync(store, id, cancellationToken)).Dispose();

    /// <returns>False when the request's key is gone: nothing more is kept of it.</returns>
    public async Task<bool> AreKeptAsync(TenantStore store, SubjectRequestId id, CancellationToken cancellationToken)
    {
        using var key = await keys.FindAsync(store, id, cancellationToken);
        return key is not null;
    }

    /// <summary>Writes or replaces; repeating a step does no harm.</summary>
    /// <exception cref="InvalidOperationException">The request's key is gone.</exception>
    public async Task PutAsync<T>(TenantStore store, SubjectRequestId id, string name, T value, CancellationToken cancellationToken)
    {
        var sealedText = await SealAsync(store, id, name, value, cancellationToken);
        await store.Documents.UploadAsync(
            Blob(store, id, name), BinaryData.FromString(sealedText), new BlobUploadOptions(), cancellationToken);
    }

    /// <summary>Creates the text, or replaces exactly the version that was read.</summary>
    /// <param name="read">Null if none may exist.</param>
    /// <returns>The new version; null if another attempt was first.</returns>
    /// <exception cref="InvalidOperationException">The request's key is gone.</exception>
    public async Task<ETag?> TryPutAsync<T>(
        TenantStore store, SubjectRequestId id, string name, T value, CancellationToken cancellationToken, ETag? read = null)
    {
        var sealedText = await SealAsync(store, id, name, value, cancellationToken);
        BlobRequestConditions conditions = read is { } etag ? new() { IfMatch = etag } : new() { IfNoneMatch = ETag.All };
        try
        {
            return (await store.Documents.UploadAsync(
                Blob(store, id, name),
                BinaryData.FromString(sealedText),
                new BlobUploadOptions { Conditions = conditions },
                cancellationToken)).ETag;
        }
        catch (RequestFailedException e) when (e.IsOvertaken())
        {
            return null;
        }
    }

    /// <summary>Removes a text, if there is one.</summary>
    public Task RemoveAsync(TenantStore store, SubjectRequestId id, string name, CancellationToken cancellationToken) =>
        Blob(store, id, name).DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellationToken);

    /// <returns>Null if there is none, or if the request's key is gone.</returns>
    /// <exception cref="ManifestException">What is stored differs from what was sealed.</exception>
    public async Task<T?> FindAsync<T>(TenantStore store, SubjectRequestId id, string name, CancellationToken cancellationToken)
        where T : class =>
        (await FindVersionAsync<T>(store, id, name, cancellationToken))?.Value;

    /// <summary>Like <see cref="FindAsync"/>, with the version that was read.</summary>
    /// <exception cref="ManifestException">What is stored differs from what was sealed.</exception>
    public async Task<(T Value, ETag ETag)?> FindVersionAsync<T>(
        TenantStore store, SubjectRequestId id, string name, CancellationToken cancellationToken)
        where T : class
    {
        if (await store.Documents.FindAsync(Blob(store, id, name), cancellationToken) is not { } found)
        {
            return null;
        }

        using var key = await keys.FindAsync(store, id, cancellationToken);
        if (key is null)
        {
            return null;
        }

        return SealedText.Open(found.Content.ToString(), key, Context(store, id, name)) is { } text
            ? (StateJson.Read<T>(System.Text.Encoding.UTF8.GetBytes(text)), found.ETag)
            : throw new ManifestException("What is stored of the request differs from what was sealed.");
    }

    /// <summary>
    /// The part of a text's name that distinguishes it from others of its kind, so that two concurrent moves do not overwrite each other.
    /// </summary>
    public static string Short(string mac) =>
        Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(mac)).AsSpan(0, 16));

    async Task<string> SealAsync<T>(TenantStore store, SubjectRequestId id, string name, T value, CancellationToken cancellationToken)
    {
        using var key = await keys.FindAsync(store, id, cancellationToken)
            ?? throw new InvalidOperationException("A request whose key is gone cannot store anything.");
        return SealedText.Seal(System.Text.Encoding.UTF8.GetString(StateJson.Write(value)), key, Context(store, id, name));
    }

    static string Context(TenantStore store, SubjectRequestId id, string name) => $"request/{store.Tenant}/{id}/{name}";

    static BlobClient Blob(TenantStore store, SubjectRequestId id, string name) => store.Requests.GetBlobClient($"{id}/{name}");
}
