using System.Text.RegularExpressions;

namespace Compliance.Infra.Tests;

/// <summary><c>infra/CONTROLS.md</c> points at things that exist.</summary>
public partial class ControlsTests
{
    static readonly string Folder = Repository.PathOf("infra");

    [Fact]
    public void Every_row_says_who_where_and_how_to_check() => Assert.All(Rows(), row =>
    {
        Assert.True(row.Length == 5, string.Join(" | ", row));
        Assert.All(row, cell => Assert.False(string.IsNullOrWhiteSpace(cell), string.Join(" | ", row)));
        Assert.True(Link().IsMatch(row[3]) || row[3].Contains("tenant's process", StringComparison.Ordinal), $"{row[0]}: {row[3]}");
    });

    [Fact]
    public void Every_file_that_is_named_exists_and_holds_the_names_that_follow_it()
    {
        var wrong = new List<string>();
        foreach (var (row, link) in Rows().SelectMany(row => Link().Matches(row[3]).Select(link => (row, link))))
        {
            var path = Path.Combine(Folder, link.Groups["path"].Value);
            if (!File.Exists(path))
            {
                wrong.Add($"{row[0]}: there is no {link.Groups["path"].Value}");
                continue;
            }

            var text = File.ReadAllText(path);
            wrong.AddRange(
                from name in Code().Matches(link.Groups["names"].Value).Select(x => x.Groups["name"].Value)
                where !text.Contains(name, StringComparison.Ordinal)
                select $"{row[0]}: {link.Groups["path"].Value} has no {name}");
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Both_standards_are_there_with_their_groups()
    {
        var requirements = Rows().Select(x => x[0]).ToArray();
        Assert.All(Enumerable.Range(1, 12), group => Assert.Contains(requirements, x => Group(x, group)));
        Assert.All(["32(1)(a)", "32(1)(b)", "32(1)(c)", "32(1)(d)"], letter => Assert.Contains(letter, requirements));
    }

    static bool Group(string requirement, int group) =>
        requirement == $"{group}" || requirement.StartsWith($"{group}.", StringComparison.Ordinal);

    static IReadOnlyList<string[]> Rows()
    {
        var rows = File.ReadLines(Path.Combine(Folder, "CONTROLS.md"))
            .Where(x => x.StartsWith("| ", StringComparison.Ordinal) && !x.StartsWith("| ---", StringComparison.Ordinal) && !x.StartsWith(
                "| requirement", StringComparison.Ordinal))
            .Select(x => x.Trim('|', ' ').Split(" | "))
            .ToArray();
        Assert.True(rows.Length > 30, "Rows are missing.");
        return rows;
    }

    [GeneratedRegex(@"\[[^\]]+\]\((?<path>[^)]+)\)(?<names>:(?: `[^`]+`,?)+)?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex("`(?<name>[^`]+)`", RegexOptions.None, 1000)]
    private static partial Regex Code();
}
