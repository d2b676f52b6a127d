using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// Maps a call id to its recording: <c>state/calls/{token}</c>, create-only, so that two tickets for one call agree on one recording. The
/// token is an HMAC under the tenant's index secret.
/// </summary>
public sealed class CallMap
{
    const string Prefix = "calls/";

    /// <summary>The blob's name in <c>state</c>.</summary>
    public static string NameOf(string callToken) => Prefix + callToken;

    readonly VersionedBlob<string, Entry> blobs = new(x => x.State, NameOf);

    public async Task<RecordingId?> FindAsync(TenantStore store, string callToken, CancellationToken cancellationToken) =>
        await blobs.FindAsync(store, callToken, cancellationToken) is { } found ? RecordingId.Parse(found.Value.RecordingId) : null;

    /// <summary>Claims a call for <paramref name="id"/>. Returns the recording that owns the call.</summary>
    public async Task<RecordingId> ClaimAsync(TenantStore store, string callToken, RecordingId id, CancellationToken cancellationToken)
    {
        while (await blobs.TryCreateAsync(store, callToken, new Entry(id.ToString()), cancellationToken) is null)
        {
            if (await FindAsync(store, callToken, cancellationToken) is { } winner)
            {
                return winner;
            }
        }

        return id;
    }

    public Task ReleaseAsync(TenantStore store, string callToken, CancellationToken cancellationToken) =>
        blobs.RemoveAsync(store, callToken, cancellationToken);

    sealed record Entry(string RecordingId);
}
