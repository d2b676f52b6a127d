using Compliance.Sealing;

namespace Compliance.Keys;

/// <summary>Bookkeeping of what is under which <c>seal</c> version, from which follows when an old one may be disabled.</summary>
static class SealVersionUsage
{
    /// <summary>What a whole look at the key ring says of every version that the vault lists or a record is under.</summary>
    /// <param name="certain">False when there are records that do not say: then no version is free.</param>
    public static IReadOnlyDictionary<string, VersionUse> After(
        IReadOnlyDictionary<string, VersionUse> former,
        IReadOnlyDictionary<string, long> counts,
        VaultKeys listed,
        bool certain,
        DateTimeOffset at)
    {
        var current = listed.Seal[0].KeyId;
        var versions = listed.Seal.Select(x => x.KeyId).Union(counts.Keys, StringComparer.Ordinal);
        return versions.ToDictionary(x => x, Use, StringComparer.Ordinal);

        VersionUse Use(string version)
        {
            var records = counts.GetValueOrDefault(version);
            return new VersionUse(
                records, records > 0 || version == current || !certain ? null : former.GetValueOrDefault(version)?.FreeSince ?? at);
        }
    }

    /// <summary>After a page: these of its records are under <paramref name="target"/> now, and under nothing else.</summary>
    public static IReadOnlyDictionary<string, VersionUse> Moved(
        IReadOnlyDictionary<string, VersionUse> uses, IEnumerable<ListedRecord> moved, string target)
    {
        var next = uses.ToDictionary(StringComparer.Ordinal);
        foreach (var version in moved.SelectMany(x => x.Versions).Where(x => x != target))
        {
            if (next.TryGetValue(version, out var use))
            {
                next[version] = use with { Records = Math.Max(0, use.Records - 1) };
            }
        }

        return next;
    }
}
