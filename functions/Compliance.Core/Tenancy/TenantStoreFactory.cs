using Azure.Storage.Blobs;

namespace Compliance.Tenancy;

/// <summary>Opens a tenant's containers as plain Azure SDK clients.</summary>
public sealed class TenantStoreFactory(StorageAccess access)
{
    public TenantStore Open(TenantScope scope) => new(
        scope,
        access.Landing(scope.Identity).GetBlobContainerClient(ContainerNames.Inbox),
        access.Data(scope),
        access.Keys(scope).GetBlobContainerClient(ContainerNames.Keyring));
}

/// <summary>One tenant's containers, opened with one identity.</summary>
public sealed class TenantStore(TenantScope scope, BlobContainerClient inbox, BlobServiceClient data, BlobContainerClient keyring)
{
    public TenantScope Scope => scope;

    public TenantId Tenant => scope.Resource;

    /// <summary>Uploads under <c>{tenant}/{recordingId}/{ordinal}</c>. The container belongs to the platform.</summary>
    public BlobContainerClient Inbox => inbox;

    public BlobContainerClient Keyring => keyring;

    public BlobContainerClient Recordings { get; } = data.GetBlobContainerClient(ContainerNames.Recordings);

    public BlobContainerClient State { get; } = data.GetBlobContainerClient(ContainerNames.State);

    public BlobContainerClient Index { get; } = data.GetBlobContainerClient(ContainerNames.Index);

    public BlobContainerClient Requests { get; } = data.GetBlobContainerClient(ContainerNames.Requests);

    public BlobContainerClient Packages { get; } = data.GetBlobContainerClient(ContainerNames.Packages);

    public BlobContainerClient Audit { get; } = data.GetBlobContainerClient(ContainerNames.Audit);

    public BlobContainerClient Principals { get; } = data.GetBlobContainerClient(ContainerNames.Principals);

    public BlobContainerClient Settings { get; } = data.GetBlobContainerClient(ContainerNames.Settings);

    /// <summary>Sealed backups of the key ring, in the data account, so that they survive the loss of the keys account.</summary>
    public BlobContainerClient KeyBackups { get; } = data.GetBlobContainerClient(ContainerNames.KeyBackups);
}

/// <summary>Container names, the same for every tenant.</summary>
public static class ContainerNames
{
    public const string Inbox = "inbox";
    public const string Recordings = "recordings";
    public const string State = "state";
    public const string Index = "index";
    public const string Requests = "requests";
    public const string Packages = "packages";
    public const string Audit = "audit";
    public const string Principals = "principals";
    public const string Settings = "settings";
    public const string KeyBackups = "keybackups";
    public const string Keyring = "keyring";

    /// <summary>Containers of a tenant's data account.</summary>
    public static IReadOnlyList<string> Data { get; } =
        [Recordings, State, Index, Requests, Packages, Audit, Principals, Settings, KeyBackups];
}
