using System.Globalization;
using System.Text.RegularExpressions;
using Compliance.Tenancy;

namespace Compliance.Infra.Tests.Rules;

/// <summary>What is kept, for how long, and what can't be taken away.</summary>
static partial class StorageRules
{
    static readonly string SettingsRules =
        File.ReadAllText(Repository.PathOf("functions", "Compliance.Core", "Settings", "TenantSettingsRules.cs"));

    static readonly int LongestTicketHours =
        int.Parse(TicketHours().Match(SettingsRules).Groups["most"].Value, CultureInfo.InvariantCulture);

    /// <summary>An account with an inbox or a key ring keeps nothing that was deleted.</summary>
    public static IEnumerable<string> NothingComesBack(Deployment deployment)
    {
        var forgetting = deployment.Of("containers").Select(x => x.Name.Split('/'))
            .Where(x => x[^1] is ContainerNames.Inbox or ContainerNames.Keyring);
        foreach (var account in forgetting.Select(x => x[0]))
        {
            var blobs = deployment.One("blobServices", $"/{account}/");
            (bool Keeps, string What)[] kept =
            [
                (blobs.Flag("properties.isVersioningEnabled"), "versions"),
                (blobs.Flag("properties.changeFeed.enabled"), "a change feed"),
                (blobs.Flag("properties.restorePolicy.enabled"), "restore points"),
                // Azure's default is on.
                (blobs["properties.deleteRetentionPolicy.enabled"]?.GetValue<bool>() != false, "deleted blobs"),
                (blobs["properties.containerDeleteRetentionPolicy.enabled"]?.GetValue<bool>() != false, "deleted containers"),
                (deployment.One("storageAccounts", $"/{account}").Text("sku.name") is not ("Standard_LRS" or "Standard_ZRS"), "a geo copy"),
            ];
            foreach (var (_, what) in kept.Where(x => x.Keeps))
            {
                yield return $"{account} keeps {what}";
            }
        }
    }

    /// <summary>Write-once is the log, nothing else, and it can still be appended to. Recordings under it could never be erased.</summary>
    public static IEnumerable<string> WriteOnce(Deployment deployment)
    {
        var policies = deployment.Of("immutabilityPolicies").ToArray();
        foreach (var policy in policies)
        {
            if (policy.Name.Split('/')[2] != ContainerNames.Audit)
            {
                yield return $"{policy.Name} makes another container than the log write-once";
            }

            if (!policy.Flag("properties.allowProtectedAppendWrites")
                || policy.Number("properties.immutabilityPeriodSinceCreationInDays") is not >= 365)
            {
                yield return $"{policy.Name} must let the log grow and hold it for a year or more";
            }
        }

        foreach (var log in deployment.Of("containers").Where(x => x.Name.EndsWith($"/{ContainerNames.Audit}", StringComparison.Ordinal)))
        {
            if (!policies.Any(x => x.Name == $"{log.Name}/default"))
            {
                yield return $"{log.Name} has no policy";
            }
        }

        foreach (var resource in deployment.Resources)
        {
            if (resource["properties.immutableStorageWithVersioning"] is not null || resource["properties.immutabilityPolicy"] is not null)
            {
                yield return $"{resource.Name} is write-once as a whole";
            }
        }
    }

    /// <summary>
    /// Lifecycle rules never touch the log, outlast the longest upload ticket, and end former versions and backups of the key ring within
    /// the seven days that certificates count on.
    /// </summary>
    public static IEnumerable<string> Lifecycle(Deployment deployment)
    {
        foreach (var policy in deployment.Of("managementPolicies"))
        {
            var account = policy.Name.Split('/')[0];
            var rules = policy.Each("properties.policy.rules").ToArray();
            foreach (var rule in rules)
            {
                var prefixes = rule.Texts("definition.filters.prefixMatch").DefaultIfEmpty("").ToArray();
                var (blobs, versions) = (rule.Number(Days("baseBlob")), rule.Number(Days("version")));
                if (prefixes.Any(x => $"{ContainerNames.Audit}/".StartsWith(x, StringComparison.Ordinal)))
                {
                    yield return $"{account}: {rule.Name} reaches the log";
                }

                if (prefixes.Contains("inbox/") && blobs * 24 < LongestTicketHours + 24)
                {
                    yield return $"{account}: {rule.Name} deletes uploads of a ticket of {LongestTicketHours} hours";
                }

                if (prefixes.Contains("keybackups/") && (blobs is not < 7 || versions != 0))
                {
                    yield return $"{account}: {rule.Name} lets a backup of the key ring outlive seven days";
                }
            }

            var versioned = deployment.One("blobServices", $"/{account}/").Flag("properties.isVersioningEnabled");
            foreach (var container in versioned ? ContainersOf(account, deployment).Where(x => x != ContainerNames.Audit) : [])
            {
                var of = rules.Where(x => x.Texts("definition.filters.prefixMatch").Contains($"{container}/"));
                if (!of.Any(x => x.Number(Days("version")) <= 7))
                {
                    yield return $"{account}: former versions in {container} outlive seven days";
                }
            }
        }
    }

    /// <summary>The containers are those that the code opens.</summary>
    public static IEnumerable<string> Containers(Deployment deployment)
    {
        foreach (var account in deployment.Of("storageAccounts"))
        {
            var tenant = deployment.OwnerOf(account.Id);
            var kind = account.Name[Math.Min(tenant?.Length ?? 0, 8)..];
            string[] wanted = kind switch
            {
                _ when kind.StartsWith("landing", StringComparison.Ordinal) => [ContainerNames.Inbox],
                _ when kind.StartsWith("host", StringComparison.Ordinal) => ["deployment"],
                _ when kind.StartsWith("key", StringComparison.Ordinal) => [ContainerNames.Keyring],
                _ => [.. ContainerNames.Data],
            };
            var found = ContainersOf(account.Name, deployment).ToHashSet(StringComparer.Ordinal);
            if (!found.SetEquals(wanted))
            {
                yield return $"{account.Name} has {string.Join(", ", found)}; the code opens {string.Join(", ", wanted)}";
            }
        }
    }

    /// <summary>A tenant's accounts and vault can't be deleted by a slip.</summary>
    public static IEnumerable<string> Locks(Deployment deployment) =>
        from kept in deployment.AccountsAndVaults
        where !deployment.Of("locks").Any(x => x.IsAt(kept) && x.Text("properties.level") == "CanNotDelete")
        select $"{kept.Name} has no lock";

    static string Days(string of) => $"definition.actions.{of}.delete.daysAfterCreationGreaterThan";

    static IEnumerable<string> ContainersOf(string account, Deployment deployment) =>
        deployment.Of("containers").Select(x => x.Name.Split('/')).Where(x => x[0] == account).Select(x => x[2]);

    [GeneratedRegex("\"ticketHours\", settings.TicketHours, \\d+, (?<most>\\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TicketHours();
}
