using System.Text;
using System.Text.RegularExpressions;

namespace Compliance.Local.Blobs;

/// <summary>
/// The path of a blob trigger, <c>container/{tenant}/{name}</c>: a literal container, then literals and names. A name matches everything up
/// to the next literal; the last one matches the rest, including slashes, as on Azure.
/// </summary>
sealed partial class BlobPathPattern
{
    static readonly TimeSpan MatchLimit = TimeSpan.FromSeconds(1);

    readonly Regex pattern;

    BlobPathPattern(string container, Regex pattern, IReadOnlyList<string> names, bool startsWithTenant)
    {
        Container = container;
        Names = names;
        StartsWithTenant = startsWithTenant;
        this.pattern = pattern;
    }

    public string Container { get; }

    public IReadOnlyList<string> Names { get; }

    /// <summary>True if the first folder of the blobs is the tenant: then only the folders of the tenants served here are listed.</summary>
    public bool StartsWithTenant { get; }

    public static BlobPathPattern? Parse(string path)
    {
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == path.Length - 1 || path[..slash].Contains('{', StringComparison.Ordinal))
        {
            return null;
        }

        var rest = path[(slash + 1)..];
        var names = new List<string>();
        var regex = new StringBuilder("^");
        var position = 0;
        foreach (var match in Placeholder().EnumerateMatches(rest))
        {
            regex.Append(Regex.Escape(rest[position..match.Index]));
            var name = rest.Substring(match.Index + 1, match.Length - 2);
            names.Add(name);
            position = match.Index + match.Length;
            regex.Append(position == rest.Length ? $"(?<{name}>.+)" : $"(?<{name}>.+?)");
        }

        regex.Append(Regex.Escape(rest[position..])).Append('$');
        return new BlobPathPattern(
            path[..slash], new Regex(regex.ToString(), RegexOptions.CultureInvariant, MatchLimit), names,
            rest.StartsWith("{tenant}/", StringComparison.Ordinal));
    }

    /// <summary>The values of the names; null if the blob does not match.</summary>
    public Dictionary<string, object?>? Match(string blobName)
    {
        var match = pattern.Match(blobName);
        return match.Success
            ? Names.ToDictionary(x => x, x => (object?)match.Groups[x].Value, StringComparer.OrdinalIgnoreCase)
            : null;
    }

    [GeneratedRegex(@"\{[A-Za-z_][A-Za-z0-9_]*\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}
