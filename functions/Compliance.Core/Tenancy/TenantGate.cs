using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Blobs;

namespace Compliance.Tenancy;

/// <summary>
/// Closes a tenant while a restore is under way: where <c>keyring/restoring</c> lies, every call of its storage is refused to all but the
/// restore itself, also after the restore was killed. The mark lies beside the keys: whoever can't see it can't read a key either.
/// </summary>
public sealed class TenantGate(TimeProvider clock)
{
    /// <summary>The mark, in the key ring. No key record has such a name.</summary>
    public const string MarkName = "restoring";

    readonly ConcurrentDictionary<TenantId, (long At, bool Closed)> seen = new();
    readonly AsyncLocal<bool> passing = new();

    /// <summary>For so long a host believes what it saw last: whoever closes a tenant that is served waits for longer.</summary>
    public static TimeSpan Remembered { get; } = TimeSpan.FromSeconds(5);

    /// <summary>What follows in this flow of control is the restore.</summary>
    public IDisposable Pass()
    {
        passing.Value = true;
        return new Passing(this);
    }

    /// <param name="keyring">Reached without this gate.</param>
    /// <exception cref="TenantClosedException">A restore is not finished.</exception>
    public async ValueTask EnterAsync(TenantId tenant, Func<BlobContainerClient> keyring, CancellationToken cancellation)
    {
        if (!passing.Value && (Known(tenant) ?? await LookAsync(tenant, keyring(), cancellation)))
        {
            throw new TenantClosedException();
        }
    }

    bool? Known(TenantId tenant) =>
        seen.TryGetValue(tenant, out var last) && clock.GetElapsedTime(last.At) < Remembered ? last.Closed : null;

    async Task<bool> LookAsync(TenantId tenant, BlobContainerClient keyring, CancellationToken cancellation)
    {
        var at = clock.GetTimestamp();
        try
        {
            bool closed = await keyring.GetBlobClient(MarkName).ExistsAsync(cancellation);
            seen[tenant] = (at, closed);
            return closed;
        }
        catch (RequestFailedException)
        {
            // An account that does not answer, or not to this identity, gives out no key: the call that asked meets the same.
            return false;
        }
    }

    sealed class Passing(TenantGate gate) : IDisposable
    {
        public void Dispose() => gate.passing.Value = false;
    }
}
