namespace Compliance.Consents;

/// <summary>Whether a record is of the person that somebody asks for.</summary>
static class ConsentMatch
{
    /// <summary>Something agrees, and nothing contradicts: an account, a number or an address that both have and that differs.</summary>
    public static bool Agrees(IReadOnlyList<ConsentToken> record, IReadOnlyList<ConsentToken> asked) =>
        Agreeing(record, asked) is { Count: > 0 };

    /// <summary>As strong as a match of recordings: the account, two kinds, or all that the record has of the person.</summary>
    public static bool IsStrong(IReadOnlyList<ConsentToken> record, IReadOnlyList<ConsentToken> asked) =>
        Agreeing(record, asked) is { Count: > 0 } kinds
        && (kinds.Count > 1 || kinds.Contains("accountId") || record.All(x => kinds.Contains(x.Kind)));

    /// <returns>Kinds that agree; null where one contradicts.</returns>
    static HashSet<string>? Agreeing(IReadOnlyList<ConsentToken> record, IReadOnlyList<ConsentToken> asked)
    {
        var kinds = record.Select(x => x.Kind).Intersect(asked.Select(x => x.Kind), StringComparer.Ordinal)
            .ToHashSet(StringComparer.Ordinal);
        var agreeing = record.Intersect(asked).Select(x => x.Kind).ToHashSet(StringComparer.Ordinal);
        return agreeing.SetEquals(kinds) ? agreeing : null;
    }
}
