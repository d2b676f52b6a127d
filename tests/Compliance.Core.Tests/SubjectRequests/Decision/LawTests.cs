using System.Text.RegularExpressions;
using Compliance.Settings;
using PublicHoliday;

namespace Compliance.Core.Tests.SubjectRequests.Decision;

/// What LAW.md says is what the code does: each sentence has tests that show it, listed in law.tests.txt.
public sealed partial class LawTests
{
    static readonly string Law = File.ReadAllText(
        Repository.PathOf("functions", "Compliance.Core", "SubjectRequests", "Decision", "LAW.md"));

    /// A sentence that was changed or added fails here until somebody has looked for its test.
    [Fact]
    public void Every_sentence_has_a_test()
    {
        var listed = new List<(string Sentence, List<string> Tests)>();
        foreach (var line in File.ReadLines(
            Repository.PathOf("tests", "Compliance.Core.Tests", "SubjectRequests", "Decision", "law.tests.txt")))
        {
            if (line.StartsWith("    ", StringComparison.Ordinal))
            {
                listed[^1].Tests.Add(line.Trim());
            }
            else
            {
                listed.Add((line, []));
            }
        }

        Assert.Equal(Sentences(), listed.Select(x => x.Sentence));
        Assert.All(listed, x => Assert.True(x.Tests.Count > 0, $"Nothing shows: {x.Sentence}"));
        var known = Tests();
        Assert.DoesNotContain(listed.SelectMany(x => x.Tests), x => !known.Contains(x));
    }

    [Fact]
    public void The_countries_are_those_that_the_library_knows()
    {
        var known = Known().Match(Law).Groups["countries"].Value;
        Assert.Equal(
            Enum.GetNames<PublicHolidayCountryCode>().Select(x => x.ToUpperInvariant()).Where(IsCountry).Order(StringComparer.Ordinal),
            known.Split([',', ' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    /// The library also has names of its own, such as PO.
    static bool IsCountry(string code) =>
        NationalHolidays.Know(code) && !TenantSettingsRules.Check(new TenantSettings { Country = code }).ByField.ContainsKey("country");

    /// Items of lists and paragraphs apart, each parted after full stops that a capital or a name in code follows.
    static IEnumerable<string> Sentences()
    {
        var paragraph = new List<string>();
        foreach (var line in Law.Split('\n').Select(x => x.Trim()).Append(""))
        {
            var item = Item().Match(line);
            if (line.Length == 0 || line[0] == '#' || item.Success)
            {
                foreach (var sentence in paragraph.Count == 0 ? [] : End().Split(string.Join(' ', paragraph)))
                {
                    yield return sentence;
                }

                paragraph.Clear();
            }

            if (line.Length > 0 && line[0] != '#')
            {
                paragraph.Add(line[item.Length..]);
            }
        }
    }

    /// Class and method, of all test projects.
    static HashSet<string> Tests()
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Repository.PathOf("tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Repository.PathOf("tests"), "*Properties.cs", SearchOption.AllDirectories)))
        {
            found.UnionWith(Test().Matches(File.ReadAllText(file)).Select(
                x => $"{Path.GetFileNameWithoutExtension(file)}.{x.Groups["name"].Value}"));
        }

        return found;
    }

    [GeneratedRegex(@"\A(?:- |[0-9]+\. )", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Item();

    [GeneratedRegex(@"(?<=[.?])\s+(?=[A-Z*`])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex End();

    [GeneratedRegex(@"Known: (?<countries>[A-Z, \n]+)\.", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Known();

    [GeneratedRegex(@"public (async )?(void|Task) (?<name>[A-Za-z0-9_]+)\(", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Test();
}
