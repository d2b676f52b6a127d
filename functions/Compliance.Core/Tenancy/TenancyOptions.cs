namespace Compliance.Tenancy;

/// <summary>The tenants this deployment serves, from configuration section <c>Compliance:Tenants:{tenant}</c>.</summary>
public sealed class TenancyOptions
{
    public const string Section = "Compliance:Tenants";

    /// <summary>By tenant id. Empty by default: nobody is served who is not named.</summary>
    public IDictionary<string, TenantRegistration> Tenants { get; } = new Dictionary<string, TenantRegistration>(StringComparer.Ordinal);
}

/// <summary>What the platform knows about a tenant.</summary>
public sealed class TenantRegistration
{
    /// <summary>The tenant's Microsoft Entra directory (claim <c>tid</c>); a token of another directory is refused.</summary>
    public string DirectoryId { get; set; } = "";

    /// <summary>Blob endpoint of the data account.</summary>
    public Uri? DataEndpoint { get; set; }

    /// <summary>Blob endpoint of the keys account.</summary>
    public Uri? KeysEndpoint { get; set; }

    /// <summary>The tenant's Key Vault.</summary>
    public Uri? VaultEndpoint { get; set; }

    /// <summary>
    /// The id of a backup that the tenant's key ring is to be restored from, after the keys account was lost; empty by default. Once that is
    /// done the setting does nothing more.
    /// </summary>
    public string RestoreKeyRing { get; set; } = "";

    /// <summary>Client id of the tenant's user-assigned managed identity.</summary>
    public string ManagedIdentityClientId { get; set; } = "";
}
