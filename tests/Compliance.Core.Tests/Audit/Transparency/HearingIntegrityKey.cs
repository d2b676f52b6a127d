using System.Collections.Concurrent;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.Audit.Transparency;

/// <summary>Authenticates as <see cref="FixedIntegrityKey"/> does, and remembers what was rejected.</summary>
sealed class HearingIntegrityKey : IDocumentAuthenticator
{
    readonly ConcurrentQueue<string> rejected = new();

    public IReadOnlyCollection<string> Rejected => rejected;

    public Task<string> MacAsync(TenantStore store, ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        FixedIntegrityKey.Instance.MacAsync(store, message, cancellationToken);

    public void Reject(TenantStore store, string document) => rejected.Enqueue(document);
}
