using Compliance.Identities;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <summary>
/// Opens a tenant's index secret, for the blind tokens of identities and call ids, and for the MACs that distinguish tickets.
/// </summary>
public sealed class IndexSecretReader(TenantSecrets secrets)
{
    /// <summary>The key record in the key ring.</summary>
    public const string Name = "index-secret";

    public async Task<IndexSecret> OpenAsync(TenantStore store, CancellationToken cancellationToken) =>
        new(await secrets.GetAsync(store.Scope, Name, cancellationToken));
}

/// <summary>A tenant's index secret, opened; disposing it zeroes this copy.</summary>
public sealed class IndexSecret(KeyBytes secret) : IDisposable
{
    static readonly byte[] TicketPurpose = "compliance/ticket/v1"u8.ToArray();
    static readonly byte[] RequestPurpose = "compliance/request/v1"u8.ToArray();

    public BlindIndex Tokens { get; } = new(secret);

    /// <summary>HMAC over a canonical ticket, base64.</summary>
    public string TicketMac(ReadOnlySpan<byte> canonical) => DerivedMac.Of(secret, TicketPurpose, canonical);

    /// <summary>HMAC over a canonical subject request or decision, base64.</summary>
    public string RequestMac(ReadOnlySpan<byte> canonical) => DerivedMac.Of(secret, RequestPurpose, canonical);

    public void Dispose() => secret.Dispose();
}
