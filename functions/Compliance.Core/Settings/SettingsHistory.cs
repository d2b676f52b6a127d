using System.Globalization;
using Compliance.Failures;
using Compliance.Tenancy;

namespace Compliance.Settings;

/// <summary>Reads who changed which setting, from what to what, newest first.</summary>
public sealed class SettingsHistory(TenantSettingsStore settings)
{
    /// <param name="continuation">The version after which the page continues, as the previous page returned it.</param>
    public async Task<Outcome<SettingsHistoryPage>> ListAsync(
        TenantScope scope, int limit, string? continuation, CancellationToken cancellationToken)
    {
        var newest = (await settings.ReadAsync(scope, cancellationToken)).Version;
        var number = newest;
        if (continuation is not null
            && (!int.TryParse(continuation, NumberStyles.None, CultureInfo.InvariantCulture, out number) || number < 1 || number > newest))
        {
            return Failure.Invalid("continuation", "is not a continuation token returned by this list");
        }

        var items = new List<SettingsHistoryItem>();
        var version = await FindAsync(scope, number, cancellationToken);
        for (; number > 0 && items.Count < limit; number--)
        {
            var before = await FindAsync(scope, number - 1, cancellationToken);
            if (version is not null)
            {
                items.Add(new SettingsHistoryItem(
                    version.Version,
                    version.ChangedAt,
                    version.ChangedBy,
                    version.ConfirmedBy,
                    version.Weakens,
                    SettingsVersion.Changes((before ?? SettingsVersion.Default).Settings, version.Settings)));
            }

            version = before;
        }

        return new SettingsHistoryPage(items, number == 0 ? null : number.ToString(CultureInfo.InvariantCulture));
    }

    async Task<SettingsVersion?> FindAsync(TenantScope scope, int number, CancellationToken cancellationToken) =>
        number == 0 ? SettingsVersion.Default : await settings.FindAsync(scope, number, cancellationToken);
}
