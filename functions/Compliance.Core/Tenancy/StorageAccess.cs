using Azure.Storage.Blobs;

namespace Compliance.Tenancy;

/// <summary>How a file is uploaded: one create-only Put Blob, or Put Block and Put Block List.</summary>
public enum UploadMode
{
    /// <summary>One Put Blob, create-only: up to <see cref="StorageAccess.SingleUploadLimit"/> bytes.</summary>
    Single,

    /// <summary>Blocks; the URL permits writing that one blob only.</summary>
    Blocks,
}

/// <summary>
/// The storage accounts of the platform and its tenants, accessed with the acting tenant's own credential. On Azure: managed identities and
/// user-delegation SAS. On a single machine: account keys and account-key SAS for the emulator.
/// </summary>
public abstract class StorageAccess
{
    /// <summary>Largest file that is uploaded in one request, in bytes: 256 MiB.</summary>
    public const long SingleUploadLimit = 256L * 1024 * 1024;

    /// <summary>The tenant's data account.</summary>
    public abstract BlobServiceClient Data(TenantScope scope);

    /// <summary>The tenant's keys account (key ring).</summary>
    public abstract BlobServiceClient Keys(TenantScope scope);

    /// <summary>The platform's landing account, with the acting tenant's credential.</summary>
    public abstract BlobServiceClient Landing(TenantId identity);

    /// <summary>A URL that lets its holder write one inbox blob until <paramref name="expiresAt"/> and do nothing else.</summary>
    public abstract Task<Uri> SignUploadAsync(
        TenantScope scope, string inboxBlobName, UploadMode mode, DateTimeOffset expiresAt, CancellationToken cancellationToken);
}
