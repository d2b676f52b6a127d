using System.Security.Cryptography;
using Compliance.Tenancy;

namespace Compliance.TestKit;

/// <summary>Authenticates documents under one key for all tenants, where a test has no vault.</summary>
sealed class FixedIntegrityKey : IDocumentAuthenticator
{
    static readonly byte[] Key = new byte[32];

    public static FixedIntegrityKey Instance { get; } = new();

    public Task<string> MacAsync(TenantStore store, ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        Task.FromResult(Convert.ToBase64String(HMACSHA256.HashData(Key, message.Span)));

    public void Reject(TenantStore store, string document)
    {
    }
}
