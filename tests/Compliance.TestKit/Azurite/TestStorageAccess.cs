using Azure.Storage.Blobs;
using Compliance.Tenancy;

namespace Compliance.TestKit;

/// <summary>
/// Tenants <c>acme</c> and <c>globex</c> on the shared Azurite, with containers of this instance's own under the usual names.
/// The shared key is the acting identity's, the address the resource's: a mix-up is the service's 403.
/// </summary>
public sealed class TestStorageAccess : StorageAccess
{
    readonly TestAzurite azurite;
    readonly string suffix;
    readonly BlobClientOptions? options;

    TestStorageAccess(TestAzurite azurite, string suffix, BlobClientOptions? options) =>
        (this.azurite, this.suffix, this.options) = (azurite, suffix, options);

    /// <summary>Creates the containers that are asked for, in both tenants' accounts.</summary>
    public static async Task<TestStorageAccess> CreateAsync(AzuriteFixture fixture, params IReadOnlyList<string> containers)
    {
        var access = new TestStorageAccess(await fixture.Process, Guid.NewGuid().ToString("N"), options: null);
        foreach (var tenant in (string[])["acme", "globex"])
        {
            var id = TenantId.Parse(tenant);
            foreach (var container in containers)
            {
                var service = container == ContainerNames.Keyring ? access.Keys(new(id, id)) : access.Data(new(id, id));
                await service.GetBlobContainerClient(container).CreateAsync(cancellationToken: TestContext.Current.CancellationToken);
            }
        }

        return access;
    }

    /// <summary>Another process on the same containers.</summary>
    public TestStorageAccess With(BlobClientOptions? other) => new(azurite, suffix, other);

    public override BlobServiceClient Data(TenantScope scope) => Open($"{scope.Resource}", $"{scope.Identity}");

    public override BlobServiceClient Keys(TenantScope scope) => Open($"{scope.Resource}keys", $"{scope.Identity}keys");

    public override BlobServiceClient Landing(TenantId identity) => Open("landing", "landing");

    public override Task<Uri> SignUploadAsync(
        TenantScope scope, string inboxBlobName, UploadMode mode, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Uploads are tested with the local storage access.");

    Suffixed Open(string account, string identity) => new(
        azurite.ServiceUri(account), new Azure.Storage.StorageSharedKeyCredential(
            account, azurite.Key(identity)), options ?? new(), suffix);

    sealed class Suffixed(Uri service, Azure.Storage.StorageSharedKeyCredential credential, BlobClientOptions options, string suffix)
        : BlobServiceClient(service, credential, options)
    {
        public override BlobContainerClient GetBlobContainerClient(string blobContainerName) =>
            base.GetBlobContainerClient($"{blobContainerName}-{suffix}");
    }
}
