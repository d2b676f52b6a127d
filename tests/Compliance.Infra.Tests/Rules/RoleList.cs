namespace Compliance.Infra.Tests.Rules;

/// <summary>A role that may be given.</summary>
/// <param name="Name">A custom role's name starts with it.</param>
/// <param name="Id">Of a built-in role (learn.microsoft.com/azure/role-based-access-control/built-in-roles); null for a custom one.</param>
/// <param name="Short">In the matrix.</param>
/// <param name="Platform">Kinds of resource on which the app may have it.</param>
/// <param name="Tenant">Kinds on which a tenant's identity may have it.</param>
/// <param name="System">Kinds on which a tenant's systems may have it.</param>
/// <param name="Actions">Of a custom role: all that it may hold.</param>
sealed record ListedRole(
    string Name,
    string? Id,
    string Short,
    string[]? Platform = null,
    string[]? Tenant = null,
    string[]? System = null,
    string[]? Actions = null);

/// <summary>Every role that may be given, to whom, on what.</summary>
static class RoleList
{
    const string Blobs = "Microsoft.Storage/storageAccounts/blobServices/containers";

    public static IReadOnlyList<ListedRole> All { get; } =
    [
        new("Storage Blob Data Owner", "b7e6dc6d-f1e8-4753-8033-0f276bb0955b", "own", Platform: ["host account"]),
        new("Storage Queue Data Contributor", "974c5e8b-45b9-4653-ba55-5f855dd0fb88", "queues",
            Platform: ["host account", "landing account"]),
        new("Storage Table Data Contributor", "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3", "tables", Platform: ["host account"]),
        new("Storage Blob Data Reader", "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", "read", Platform: ["inbox"]),
        new("Storage Blob Delegator", "db58b8e5-c6ad-4a2a-8342-4190687cbf4a", "sign SAS", Tenant: ["landing account"]),
        new("Key Vault Crypto Service Encryption User", "e147488a-f6f5-4113-8e2d-b22465e65bf6", "wrap, unwrap", Tenant: ["seal"]),
        new("Azure Service Bus Data Sender", "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39", "send", Tenant: ["topic"], System: ["privacy-acks"]),
        new("Azure Service Bus Data Receiver", "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0", "receive",
            Platform: ["privacy-acks"], System: ["subscription"]),
        new("Cognitive Services Speech User", "f2dc8367-1007-4938-bd23-fe263f013447", "recognise", Tenant: ["speech resource"]),
        new("Monitoring Metrics Publisher", "3913510d-42f4-4e42-8a64-420c390055eb", "publish", Platform: ["insights"]),
        new("Durable Task Data Contributor", "0ad04412-c4d5-4796-b79c-f76d14c8d402", "orchestrate", Platform: ["task hub"]),
        new("Compliance blob user", null, "read, write, delete", Tenant: ["container", "keyring", "inbox"], Actions:
        [
            $"{Blobs}/read", $"{Blobs}/blobs/read", $"{Blobs}/blobs/write", $"{Blobs}/blobs/add/action", $"{Blobs}/blobs/delete",
            $"{Blobs}/blobs/deleteBlobVersion/action",
        ]),
        new("Compliance log writer", null, "read, append", Tenant: ["audit"], Actions:
        [
            $"{Blobs}/read", $"{Blobs}/blobs/read", $"{Blobs}/blobs/add/action",
        ]),
        new("Compliance signer", null, "sign", Tenant: ["sign"], Actions:
        [
            "Microsoft.KeyVault/vaults/keys/read", "Microsoft.KeyVault/vaults/keys/sign/action",
        ]),
    ];
}
