using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Blobs;

namespace Compliance.Tenancy;

/// <summary>
/// Closes a tenant during a restore: while <c>keyring/restoring</c> exists, every call to its storage is refused except those of the
/// restore itself, even after the restore was killed. The mark is stored with the keys, so a caller who can't see it can't read a key
/// either.
/// </summary>
public sealed class TenantGate(TimeProvider clock)
{
    /// <summary>Name of the mark in the key ring. No key record has this name.</summary>
    public const string MarkName = "restoring";

    readonly ConcurrentDictionary<TenantId, (long At, bool Closed)> seen = new();
    readonly AsyncLocal<bool> passing = new();

    /// <summary>How long a host relies on what it last saw. To close a tenant in service, wait longer than this.</summary>
    public static TimeSpan Remembered { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Marks the current flow of control as the restore, until disposal.</summary>
    public IDisposable Pass()
    {
        passing.Value = true;
        return new Passing(this);
    }

    /// <param name="keyring">The tenant's key ring, through a client without this gate.</param>
    /// <exception cref="TenantClosedException">A restore is not finished.</exception>
    public async ValueTask EnterAsync(TenantId tenant, Func<BlobContainerClient> keyring, CancellationToken cancellationToken)
    {
        if (!passing.Value && (Known(tenant) ?? await LookAsync(tenant, keyring(), cancellationToken)))
        {
            throw new TenantClosedException();
        }
    }

    bool? Known(TenantId tenant) =>
        seen.TryGetValue(tenant, out var last) && clock.GetElapsedTime(last.At) < Remembered ? last.Closed : null;

    async Task<bool> LookAsync(TenantId tenant, BlobContainerClient keyring, CancellationToken cancellationToken)
    {
        var at = clock.GetTimestamp();
        try
        {
            bool closed = await keyring.GetBlobClient(MarkName).ExistsAsync(cancellationToken);
            seen[tenant] = (at, closed);
            return closed;
        }
        catch (RequestFailedException refused) when (refused.Status is 403 or 404)
        {
            // An account that is not there, or rejects this identity, gives out no key: the caller will get the same error.
            return false;
        }
    }

    sealed class Passing(TenantGate gate) : IDisposable
    {
        public void Dispose() => gate.passing.Value = false;
    }
}
