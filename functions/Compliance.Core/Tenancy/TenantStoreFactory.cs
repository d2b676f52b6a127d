using Azure.Storage.Blobs;

namespace Compliance.Tenancy;

/// <summary>Opens a tenant's containers as plain Azure SDK clients.</summary>
public sealed class TenantStoreFactory(StorageAccess access, IDocumentAuthenticator authenticator)
{
    public TenantStore Open(TenantScope scope) => new(
        scope,
        access.Landing(scope.Identity).GetBlobContainerClient(ContainerNames.Inbox),
        access.Data(scope),
        access.Keys(scope).GetBlobContainerClient(ContainerNames.Keyring),
        authenticator);
}

/// <summary>One tenant's containers, opened with one identity.</summary>
public sealed class TenantStore
{
    public TenantStore(
        TenantScope scope,
        BlobContainerClient inbox,
        BlobServiceClient data,
        BlobContainerClient keyring,
        IDocumentAuthenticator authenticator)
    {
        (Scope, Inbox, Keyring) = (scope, inbox, keyring);
        Recordings = data.GetBlobContainerClient(ContainerNames.Recordings);
        State = data.GetBlobContainerClient(ContainerNames.State);
        Index = data.GetBlobContainerClient(ContainerNames.Index);
        Requests = data.GetBlobContainerClient(ContainerNames.Requests);
        Packages = data.GetBlobContainerClient(ContainerNames.Packages);
        Audit = data.GetBlobContainerClient(ContainerNames.Audit);
        Principals = data.GetBlobContainerClient(ContainerNames.Principals);
        Settings = data.GetBlobContainerClient(ContainerNames.Settings);
        KeyBackups = data.GetBlobContainerClient(ContainerNames.KeyBackups);
        Documents = new AuthenticDocuments(this, authenticator);
    }

    public TenantScope Scope { get; }

    public TenantId Tenant => Scope.Resource;

    /// <summary>Reads and writes what decides, destroys or certifies.</summary>
    public AuthenticDocuments Documents { get; }

    /// <summary>Uploads under <c>{tenant}/{recordingId}/{ordinal}</c>. The container belongs to the platform.</summary>
    public BlobContainerClient Inbox { get; }

    public BlobContainerClient Keyring { get; }

    public BlobContainerClient Recordings { get; }

    public BlobContainerClient State { get; }

    public BlobContainerClient Index { get; }

    public BlobContainerClient Requests { get; }

    public BlobContainerClient Packages { get; }

    public BlobContainerClient Audit { get; }

    public BlobContainerClient Principals { get; }

    public BlobContainerClient Settings { get; }

    /// <summary>Sealed backups of the key ring, in the data account, so that they survive the loss of the keys account.</summary>
    public BlobContainerClient KeyBackups { get; }
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
