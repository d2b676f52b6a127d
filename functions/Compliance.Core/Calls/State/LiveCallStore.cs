using System.Globalization;
using Compliance.Tenancy;

namespace Compliance.Calls;

/// <summary>
/// Reads and conditionally writes live calls. The time from which a paused call without a sign of life is overdue stands in the blob's
/// metadata, so that the watch finds it by listing.
/// </summary>
public sealed class LiveCallStore
{
    const string Prefix = "calls-live/";
    const string HeardAt = "heard";
    const string Paused = "paused";

    readonly VersionedBlob<string, LiveCall> blobs = new(x => x.State, NameOf)
    {
        Metadata = call => new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [HeardAt] = call.HeardAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            [Paused] = call.Timeline().Paused.Count > 0 && call.AlertedFor != call.HeardAt ? "1" : "0",
        },
    };

    /// <summary>The blob's name in <c>state</c>.</summary>
    /// <param name="token">HMAC of the call id under the tenant's index secret: the recording's call id is mapped under the same.</param>
    public static string NameOf(string token) => Prefix + token;

    public async Task<LiveCall?> FindAsync(TenantStore store, string token, CancellationToken cancellationToken) =>
        (await blobs.FindAsync(store, token, cancellationToken))?.Value;

    /// <inheritdoc cref="VersionedBlob{TKey, T}.UpdateAsync"/>
    public Task<(LiveCall Call, bool Written)?> UpdateAsync(
        TenantStore store, string token, Func<LiveCall?, LiveCall?> change, CancellationToken cancellationToken) =>
        blobs.UpdateAsync(store, token, change, cancellationToken);

    /// <summary>Paused calls that nothing was heard of since <paramref name="before"/>.</summary>
    public IAsyncEnumerable<string> SilentAsync(TenantStore store, DateTimeOffset before, CancellationToken cancellationToken) =>
        blobs.ListAsync(store, Prefix, x => x.TryGetValue(Paused, out var paused) && paused == "1" && Heard(x) < before, cancellationToken);

    /// <summary>Calls, paused or not, that nothing was heard of since <paramref name="before"/>.</summary>
    public IAsyncEnumerable<string> OldAsync(TenantStore store, DateTimeOffset before, CancellationToken cancellationToken) =>
        blobs.ListAsync(store, Prefix, x => Heard(x) < before, cancellationToken);

    public Task RemoveAsync(TenantStore store, string token, CancellationToken cancellationToken) =>
        blobs.RemoveAsync(store, token, cancellationToken);

    static DateTimeOffset Heard(IDictionary<string, string> metadata) =>
        metadata.TryGetValue(HeardAt, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : DateTimeOffset.MinValue;
}
