namespace Compliance.Infra.Tests;

/// <summary>Resources by identities as a Markdown table: what each may do, empty where Azure answers 403.</summary>
static class Matrix
{
    public const string Start = "<!-- matrix: written by DocumentTests -->";
    public const string End = "<!-- /matrix -->";

    public static string Of(Deployment deployment)
    {
        (string Name, Func<Grant, bool> Has)[] columns =
        [
            ("app", x => x.Principal == PrincipalKind.Platform),
            .. deployment.Tenants.Keys.Select(t => (t, Has(PrincipalKind.Tenant, t))),
            .. deployment.Served.Select(t => ($"{t}'s systems", Has(PrincipalKind.System, t))),
        ];
        var rows = Grant.Of(deployment).GroupBy(Label, StringComparer.Ordinal)
            .OrderBy(x => x.Key.StartsWith("platform", StringComparison.Ordinal) ? 0 : 1).ThenBy(x => x.Key, StringComparer.Ordinal)
            .Select(row => (row.Key, Cells: columns.Select(column => string.Join(", ", row.Where(column.Has).Select(Cell).Distinct()))))
            .Select(row => $"| {row.Key} | {string.Join(" | ", row.Cells)} |");
        return string.Join('\n', [
            $"| | {string.Join(" | ", columns.Select(x => x.Name))} |",
            $"| --- |{string.Concat(columns.Select(_ => " --- |"))}",
            .. rows,
        ]);
    }

    /// <summary>The text with the table between its marks.</summary>
    public static string Within(string readme, string table)
    {
        var (from, to) = (readme.IndexOf(Start, StringComparison.Ordinal), readme.IndexOf(End, StringComparison.Ordinal));
        return from >= 0 && to > from
            ? $"{readme[..(from + Start.Length)]}\n\n{table}\n\n{readme[to..]}"
            : throw new InvalidOperationException($"infra/README.md has no place for the matrix: {Start} … {End}");
    }

    static Func<Grant, bool> Has(PrincipalKind kind, string tenant) => x => x.Principal == kind && x.PrincipalTenant == tenant;

    static string Cell(Grant grant)
    {
        var own = $"{grant.PrincipalTenant}/";
        var where = grant.Condition.Length == 0 ? ""
            : grant.Condition.Contains($"'{own}'", StringComparison.Ordinal) ? $": `{own}` only" : ": elsewhere";
        return (grant.Role?.Short ?? "unknown role") + where;
    }

    static string Label(Grant grant)
    {
        var parts = grant.On.Replace('~', '/').Split('/');
        var name = grant.On.Split('/')[^1].Replace('~', '/');
        var what = grant.Kind switch
        {
            "host account" or "landing account" or "insights" or "task hub" or "speech resource" => grant.Kind,
            "topic" => $"topic `{name}`",
            "subscription" => $"subscription `{parts[^4]}/{parts[^3]}: {name}`",
            _ => $"`{name}`",
        };
        return $"{grant.Owner ?? "platform"}: {what}";
    }
}
