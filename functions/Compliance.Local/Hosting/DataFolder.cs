using Compliance.Local.Azurite;
using Compliance.Tenancy;

namespace Compliance.Local.Hosting;

/// <summary>The tenants of a data folder, for commands that need no host.</summary>
static class DataFolder
{
    /// <param name="only">Null for all.</param>
    /// <exception cref="LocalStartException">The folder or the tenant does not exist.</exception>
    public static IReadOnlyList<TenantId> TenantsOf(string folder, TenantId? only)
    {
        var tenants = AzuriteAccounts.TenantsOf(Path.Combine(folder, "azurite"));
        if (tenants.Count == 0)
        {
            throw new LocalStartException($"There is no data in {folder}.");
        }

        return only is not { } one
            ? tenants
            : tenants.Contains(one) ? [one] : throw new LocalStartException($"The data folder {folder} has no tenant {one}.");
    }
}
