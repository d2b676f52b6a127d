using Azure.Storage.Blobs;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.Audit.Transparency;

/// <summary>A tenant without storage, whose integrity key is given.</summary>
static class KeyedStore
{
    public static TenantStore Of(byte[] key)
    {
        var nowhere = new Uri("https://nowhere.invalid/container");
        return new TenantStore(
            LogBench.Own, new BlobContainerClient(nowhere), new BlobServiceClient(nowhere), new BlobContainerClient(nowhere), new Given(key));
    }

    sealed class Given(byte[] key) : IDocumentAuthenticator
    {
        public Task<string> MacAsync(TenantStore store, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            using var integrity = KeyBytes.From(key);
            return Task.FromResult(DerivedMac.Of(integrity, "compliance/document/v1"u8, message.Span));
        }

        public void Reject(TenantStore store, string document)
        {
        }
    }
}
