using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;

namespace Compliance.Tenancy;

/// <summary>Consults the gate before every call to a tenant's storage, by requests, timers, triggers and activities alike.</summary>
/// <param name="keyring">The tenant's key ring, through a client without this policy.</param>
public sealed class ClosedTenantPolicy(TenantGate gate, TenantId tenant, Func<BlobContainerClient> keyring) : HttpPipelinePolicy
{
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("Tenants' storage must be called asynchronously.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        await gate.EnterAsync(tenant, keyring, message.CancellationToken);
        await ProcessNextAsync(message, pipeline);
    }
}
