using Compliance.Sealing;

namespace Compliance.Keys;

/// <summary>Tracks the use of each <c>seal</c> version, which determines when an old one may be disabled.</summary>
static class SealVersionUsage
{
    /// <summary>The use of every version that the vault lists or that wraps a record, after a complete check of the key ring.</summary>
    /// <param name="certain">False if some records do not state their versions; then no version counts as free.</param>
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

    /// <summary>The use after a page: the given records are now under <paramref name="target"/> only.</summary>
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
