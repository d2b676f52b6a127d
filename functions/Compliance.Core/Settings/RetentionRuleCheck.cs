using System.Text.RegularExpressions;
using Compliance.Failures;
using Compliance.Forms;

namespace Compliance.Settings;

/// <summary>The body of <c>PUT …/retention</c> (openapi.yaml).</summary>
public sealed record RetentionForm
{
    public required IReadOnlyList<RetentionRule> Rules { get; init; }
}

/// <summary>Validates rules of the retention.</summary>
public static partial class RetentionRuleCheck
{
    const int MostRules = 200;
    const int MostLawCharacters = 200;

    /// <returns>Faults by field; empty if the rules are valid.</returns>
    public static FieldErrors Check(IReadOnlyList<RetentionRule> items)
    {
        var errors = new FieldErrors();
        var rules = new FieldRules(errors);
        if (!rules.Counts("rules", items, 0, MostRules))
        {
            return errors;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, rule) in items.Index())
        {
            CheckOne(rules, $"rules[{i}]", rule);
            rules.Require(names.Add(rule.Name), $"rules[{i}].name", "must be unique");
        }

        return errors;
    }

    static void CheckOne(FieldRules rules, string field, RetentionRule rule)
    {
        rules.Require(
            Name().IsMatch(rule.Name) && rule.Name.Count(char.IsAsciiDigit) < 7,
            $"{field}.name",
            "must be 1-40 of a-z, 0-9 and -, with fewer than seven digits");
        rules.Queue($"{field}.queue", rule.Queue, []);
        rules.Queue($"{field}.category", rule.Category, []);
        rules.Require(
            rule.Purpose is null || Purpose().IsMatch(rule.Purpose), $"{field}.purpose", "must be 1-64 of [A-Za-z0-9._-]");
        rules.NoCard($"{field}.purpose", rule.Purpose);
        rules.Line($"{field}.law", rule.Law, MostLawCharacters);
        rules.NoCard($"{field}.law", rule.Law);
        rules.Require(
            rule.DeleteAfter is not null || rule.RetainAtLeast is not null, $"{field}.deleteAfter", "or retainAtLeast is required");
        rules.Require(rule.RetainAtLeast is null || rule.Law is not null, $"{field}.law", "is required for retainAtLeast");
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,39}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,64}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Purpose();
}
