using System.Text.RegularExpressions;

namespace Compliance.Infra.Tests.Documentation;

/// <summary>What the pages point at is there.</summary>
public sealed partial class PageTests
{
    /// <summary>Folders of pages about the code that do not lie beside it.</summary>
    static readonly string[] Guides = [Path.Combine("functions", "docs"), ".github"];

    [Fact]
    public void Every_link_between_pages_and_files_leads_somewhere()
    {
        var links = from page in Page.All
                    from link in page.Links
                    where !link.Contains(':', StringComparison.Ordinal)
                    select (page, link);

        Assert.NotEmpty(links);
        Assert.Empty(from x in links where !LeadsSomewhere(x.page, x.link) select $"{x.page}: {x.link}");
    }

    [Fact]
    public void Every_name_of_the_code_that_a_guide_mentions_is_in_the_code()
    {
        var functions = Repository.PathOf("functions");
        var code = new[] { functions, Repository.PathOf("tests") }
            .SelectMany(x => Directory.EnumerateFiles(x, "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Concat(Directory.EnumerateFiles(Path.GetDirectoryName(functions)!, "*.props"))
            .SelectMany(file => Word().Matches(File.ReadAllText(file)).Select(x => x.Value))
            .ToHashSet(StringComparer.Ordinal);

        Assert.Empty(
            from page in Page.All
            where Guides.Any(x => page.Name.StartsWith(x, StringComparison.Ordinal))
            from name in CodeName().Matches(page.Text).Select(x => x.Groups["name"].Value)
            where !code.Contains(name)
            select $"{page}: {name}");
    }

    static bool LeadsSomewhere(Page page, string link)
    {
        var (path, anchor) = link.Split('#') is [var before, var behind] ? (before, behind) : (link, null);
        var target = path.Length == 0 ? page.Path : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page.Path)!, path));
        return Path.Exists(target) && (anchor is null || new Page(target).Anchors.Contains(anchor, StringComparer.Ordinal));
    }

    [GeneratedRegex(@"\w+", RegexOptions.None, 1000)]
    private static partial Regex Word();

    /// <summary>Two capitals or more: <c>TokenValidator</c>, not <c>Recipient</c>.</summary>
    [GeneratedRegex("`(?<name>[A-Z][a-z]+([A-Z][A-Za-z0-9]*)+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CodeName();
}
