using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;

namespace Compliance.Tenancy;

/// <summary>Asks the gate before every call of a tenant's storage, whoever makes it: request, timer, trigger, activity.</summary>
/// <param name="keyring">The tenant's key ring, by a client without this policy.</param>
public sealed class ClosedTenantPolicy(TenantGate gate, TenantId tenant, Func<BlobContainerClient> keyring) : HttpPipelinePolicy
{
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("Tenants' storage is called asynchronously only.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        await gate.EnterAsync(tenant, keyring, message.CancellationToken);
        await ProcessNextAsync(message, pipeline);
    }
}
