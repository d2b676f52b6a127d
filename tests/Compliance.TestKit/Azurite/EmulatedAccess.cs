using Azure.Storage.Blobs;
using Compliance.Tenancy;

namespace Compliance.TestKit;

/// <summary>The emulator's accounts; URLs for uploads are not its business.</summary>
sealed class EmulatedAccess(TestAzurite azurite) : StorageAccess
{
    public override BlobServiceClient Data(TenantScope scope) => azurite.Service($"{scope.Resource}");

    public override BlobServiceClient Keys(TenantScope scope) => azurite.Service($"{scope.Resource}keys");

    public override BlobServiceClient Landing(TenantId identity) => azurite.Service("landing");

    public override Task<Uri> SignUploadAsync(
        TenantScope scope, string inboxBlobName, UploadMode mode, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
