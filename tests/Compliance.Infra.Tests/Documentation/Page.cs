using System.Text.RegularExpressions;

namespace Compliance.Infra.Tests.Documentation;

/// <summary>A Markdown page of this repository.</summary>
/// <param name="Path">Full path.</param>
sealed partial record Page(string Path)
{
    static readonly string Root = System.IO.Path.GetDirectoryName(Repository.PathOf("ServerlessCompliance.sln"))!;

    static readonly HashSet<string> NotOurs = new(["bin", "obj", "node_modules", ".git", ".data", ".artifacts"], StringComparer.Ordinal);

    public string Name { get; } = System.IO.Path.GetRelativePath(Root, Path);

    public string Text { get; } = File.ReadAllText(Path);

    public static IReadOnlyList<Page> All { get; } = [.. In(new DirectoryInfo(Root))];

    public static Page Of(params string[] parts) => new(Repository.PathOf(parts));

    /// <summary>Addresses of links and pictures, without code.</summary>
    public IEnumerable<string> Links => Link().Matches(Code().Replace(Text, "")).Select(x => x.Groups["to"].Value);

    /// <summary>What a link may name behind <c>#</c>: headings as GitHub makes anchors of them.</summary>
    public IEnumerable<string> Anchors => Heading().Matches(Code().Replace(Text, ""))
        .Select(x => NotOfAnAnchor().Replace(x.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    public override string ToString() => Name;

    static IEnumerable<Page> In(DirectoryInfo folder) => folder.EnumerateFiles("*.md").Select(x => new Page(x.FullName))
        .Concat(folder.EnumerateDirectories().Where(x => !NotOurs.Contains(x.Name)).SelectMany(In));

    [GeneratedRegex(@"^```.*?^```", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline, 1000)]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\((?<to>[^)\s]+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (?<text>.+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.None, 1000)]
    private static partial Regex NotOfAnAnchor();
}
