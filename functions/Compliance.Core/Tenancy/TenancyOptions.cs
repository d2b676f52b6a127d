namespace Compliance.Tenancy;

/// <summary>The tenants of this deployment, from configuration section <c>Compliance:Tenants:{tenant}</c>.</summary>
public sealed class TenancyOptions
{
    public const string Section = "Compliance:Tenants";

    /// <summary>By tenant id. Empty by default: only listed tenants are served.</summary>
    public IDictionary<string, TenantRegistration> Tenants { get; } = new Dictionary<string, TenantRegistration>(StringComparer.Ordinal);
}

/// <summary>The platform's configuration of a tenant.</summary>
public sealed class TenantRegistration
{
    /// <summary>The tenant's Microsoft Entra directory (claim <c>tid</c>). Tokens of other directories are refused.</summary>
    public string DirectoryId { get; set; } = "";

    /// <summary>Blob endpoint of the data account.</summary>
    public Uri? DataEndpoint { get; set; }

    /// <summary>Blob endpoint of the keys account.</summary>
    public Uri? KeysEndpoint { get; set; }

    /// <summary>The tenant's Key Vault.</summary>
    public Uri? VaultEndpoint { get; set; }

    /// <summary>
    /// Id of the backup to restore the tenant's key ring from after the loss of the keys account; empty by default. Has no further effect
    /// once the restore is complete.
    /// </summary>
    public string RestoreKeyRing { get; set; } = "";

    /// <summary>
    /// Why the tenant opens after a restore although its log contradicts its witness: <c>[a-z][a-z-]{2,99}</c>; empty by default.
    /// </summary>
    public string RestoreReason { get; set; } = "";

    /// <summary>Client id of the tenant's user-assigned managed identity.</summary>
    public string ManagedIdentityClientId { get; set; } = "";
}
