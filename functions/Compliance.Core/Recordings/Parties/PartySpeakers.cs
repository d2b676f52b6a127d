using System.Globalization;

namespace Compliance.Recordings;

/// <summary>
/// Which party a speaker label of a transcript means: the id or the name of one, a role that only one has (of those who were on the call
/// at that time), or a role and its number among those of the role, from 1: <c>caller-2</c>.
/// </summary>
static class PartySpeakers
{
    /// <param name="at">Seconds; null if unknown.</param>
    /// <returns>Null if it is ambiguous, or means nobody.</returns>
    public static int? Of(IReadOnlyList<Party> parties, string label, double? at)
    {
        var word = label.Trim();
        return Only(parties, x => Is(x.Id, word)) ?? Only(parties, x => Is(x.Name, word)) ?? ByRole(parties, word, at);
    }

    static int? ByRole(IReadOnlyList<Party> parties, string word, double? at)
    {
        var role = word.TrimEnd("0123456789".ToCharArray());
        var number = word[role.Length..];
        role = number.Length > 0 ? role.TrimEnd('-', ' ', '_') : role;
        var those = parties.Index().Where(x => Is(x.Item.Role.ToString(), role)).Select(x => x.Index).ToList();
        if (number.Length > 0)
        {
            return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var nth) && nth >= 1 && nth <= those.Count
                ? those[nth - 1]
                : null;
        }

        return those is [var only] ? only
            : at is { } time && those.FindAll(x => IsThere(parties[x], time)) is [var there] ? there
            : null;
    }

    static bool IsThere(Party party, double at) => at >= (party.JoinedSeconds ?? 0) && !(at >= party.LeftSeconds);

    static bool Is(string? own, string word) => string.Equals(own, word, StringComparison.OrdinalIgnoreCase);

    static int? Only(IReadOnlyList<Party> parties, Func<Party, bool> matches) =>
        parties.Index().Where(x => matches(x.Item)).Select(x => (int?)x.Index).ToList() is [var only] ? only : null;
}
