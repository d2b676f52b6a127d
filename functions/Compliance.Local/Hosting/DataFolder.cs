using Compliance.Local.Azurite;
using Compliance.Tenancy;

namespace Compliance.Local.Hosting;

/// <summary>What a data folder has, for commands that need no host on it.</summary>
static class DataFolder
{
    /// <param name="only">Null: all.</param>
    /// <exception cref="LocalStartException">There is no such folder or tenant.</exception>
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
