using Compliance.Sealing;
using Compliance.Tenancy;
using Microsoft.Extensions.Options;

namespace Compliance.Keys;

/// <summary><c>GET …/keys/rotation</c>.</summary>
/// <param name="Seal">The vault's current version.</param>
/// <param name="CheckedAt">When the key ring was last found to need nothing.</param>
/// <param name="Total">Records of the key ring.</param>
/// <param name="Done">Records that are under the target version.</param>
/// <param name="Gone">Records that were erased in the meantime.</param>
/// <param name="Failed">Records that could not be opened; <paramref name="Failures"/> names the first hundred.</param>
/// <param name="PerSecond">The recent rate, in records re-wrapped per second.</param>
/// <param name="Fault">Why it stopped, if <paramref name="State"/> is <c>failed</c>; the timer continues it.</param>
public sealed record RotationView(
    RotationState State,
    string Seal,
    DateTimeOffset? StartedAt,
    DateTimeOffset? CompletedAt,
    DateTimeOffset? CheckedAt,
    long Total,
    long Done,
    long Gone,
    long Failed,
    IReadOnlyList<string> Failures,
    double? PerSecond,
    DateTimeOffset? EstimatedEnd,
    IReadOnlyList<OldVersionView> OldVersions,
    string? Fault);

/// <param name="Records">Records under it at the last check; 0 for a version that wraps nothing.</param>
/// <param name="NeededUntil">
/// From then on the version may be disabled: no record and no backup of the key ring has a key under it. Null while that is unknown.
/// </param>
public sealed record OldVersionView(string Kid, long Records, DateTimeOffset? NeededUntil);

/// <summary>Reports the status of a tenant's rotation.</summary>
public sealed class RotationReading(
    TenantStoreFactory stores,
    ITenantVaultProvider vaults,
    RotationStore rotations,
    IOptions<KeyRotationOptions> options,
    TimeProvider clock)
{
    public async Task<RotationView> ReadAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        var rotation = (await rotations.ReadAsync(stores.Open(scope), cancellationToken)).Document;
        var keys = await vaults.Open(scope).PublicKeysAsync(cancellationToken);
        var current = keys.Seal[0].KeyId;
        var noticed = rotation.Seal is null || rotation.Seal == current;
        return new RotationView(
            !rotation.IsActive && (!noticed || rotation.IsAsked) ? RotationState.Waiting : rotation.State,
            current,
            rotation.StartedAt,
            rotation.CompletedAt,
            rotation.CheckedAt,
            rotation.Total,
            rotation.Done,
            rotation.Gone,
            rotation.Failed,
            rotation.Failures,
            rotation.PerSecond is { } rate ? Math.Round(rate, 1) : null,
            EstimatedEnd(rotation),
            [.. Old(rotation, keys, current)],
            rotation.Fault);
    }

    static IEnumerable<OldVersionView> Old(RotationDocument rotation, VaultKeys keys, string current) =>
        keys.Seal.Select(x => x.KeyId)
            .Union(rotation.Versions.Where(x => x.Value.Records > 0).Select(x => x.Key), StringComparer.Ordinal)
            .Where(x => x != current)
            .Select(x => (Kid: x, Use: rotation.Versions.GetValueOrDefault(x)))
            .Select(x => new OldVersionView(x.Kid, x.Use?.Records ?? 0, x.Use?.FreeSince + TombstoneStore.LongestBackup));

    /// <summary>Estimated from the recent rate or, before the first step, from the rate that the options allow.</summary>
    DateTimeOffset? EstimatedEnd(RotationDocument rotation)
    {
        if (rotation.State is not (RotationState.Waiting or RotationState.Running))
        {
            return null;
        }

        var rate = rotation.PerSecond ?? options.Value.PerSecond;
        var now = clock.GetUtcNow();
        var begin = rotation.State is RotationState.Waiting ? rotation.NoticedAt + vaults.NoticedWithin : null;
        return (begin > now ? begin.Value : now) + TimeSpan.FromSeconds(Math.Ceiling(rotation.Left / rate));
    }
}
