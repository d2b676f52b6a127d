using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Retention;

/// <summary>Why the retention destroys nothing although something may be due.</summary>
public enum RetentionStandstill
{
    /// <summary>The settings are older than ones that were in force: somebody put a former version back.</summary>
    FormerRules,

    /// <summary>The clock says a time that lies before the last run.</summary>
    FormerTime,
}

/// <summary>Sees rules and times that were put back. Nothing is destroyed on their word.</summary>
public sealed class RetentionGuard(TenantSettingsStore settings, RetentionRunStore runs, TimeProvider clock)
{
    /// <summary>The clocks of two hosts differ by less.</summary>
    static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);

    /// <returns>Null if rules and time can be trusted.</returns>
    public async Task<RetentionStandstill?> FindAsync(
        TenantStore store, SettingsVersion current, CancellationToken cancellationToken)
    {
        var newest = await runs.FindNewestAsync(store, cancellationToken);
        return newest?.Settings > current.Version || await settings.IsRolledBackAsync(store, current, cancellationToken)
            ? RetentionStandstill.FormerRules
            : newest?.StartedAt > clock.GetUtcNow() + Slack ? RetentionStandstill.FormerTime : null;
    }
}
