using Azure.Storage;
using Azure.Storage.Blobs;
using Compliance.Tenancy;

namespace Compliance.Local.Azurite;

/// <summary>Creates the containers that Bicep creates on Azure: those of the landing account and of each tenant's two accounts.</summary>
static class AzuriteContainers
{
    public static async Task EnsureAsync(AzuriteProcess azurite, IEnumerable<TenantId> tenants, CancellationToken cancellationToken)
    {
        var work = new List<Task> { EnsureAsync(azurite, AzuriteAccounts.Landing, [ContainerNames.Inbox], cancellationToken) };
        foreach (var tenant in tenants)
        {
            work.Add(EnsureAsync(azurite, AzuriteAccounts.DataOf(tenant), ContainerNames.Data, cancellationToken));
            work.Add(EnsureAsync(azurite, AzuriteAccounts.KeysOf(tenant), [ContainerNames.Keyring], cancellationToken));
        }

        await Task.WhenAll(work);
    }

    static async Task EnsureAsync(AzuriteProcess azurite, string account, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var client = new BlobServiceClient(
            azurite.Endpoint(account), new StorageSharedKeyCredential(account, azurite.Accounts.KeyOf(account)));
        var existing = await client.GetBlobContainersAsync(cancellationToken: cancellationToken)
            .Select(x => x.Name).ToHashSetAsync(StringComparer.Ordinal, cancellationToken);
        foreach (var name in names.Where(x => !existing.Contains(x)))
        {
            await client.GetBlobContainerClient(name).CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        }
    }
}
