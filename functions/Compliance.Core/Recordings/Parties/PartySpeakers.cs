using System.Globalization;
using System.Text.Json;
using Compliance.Pci;

namespace Compliance.Recordings;

/// <summary>
/// Which party a speaker label of a transcript means: the id or the name of one, a role that only one has (of those who were on the call
/// at that time), or a role and its number among those of the role, from 1: <c>caller-2</c>.
/// </summary>
static class PartySpeakers
{
    /// <summary>What products call the only person who is not staff, and the only one who is.</summary>
    static readonly string[] Outside = ["customer", "client", "external", "consumer"];

    static readonly string[] Inside = ["internal", "representative", "operator"];

    /// <summary>A recogniser's own number of a voice, which is no staff id.</summary>
    const int LongestNumber = 2;

    static readonly string[] Schemes = ["tel:", "mailto:", "sip:", "sips:"];

    /// <summary>By everything that a file says of a speaker: what means somebody must mean the same.</summary>
    /// <param name="at">Seconds; null if unknown.</param>
    /// <returns>Null if it is ambiguous, or means nobody.</returns>
    public static int? Of(IReadOnlyList<Party> parties, IReadOnlyList<SpeakerLabel> labels, SpeakerChannels channels, double? at)
    {
        // A text of a vCon lists all who could read it, and who wrote it.
        var author = labels.Where(x => x.Member is "originator").ToList();
        var found = (author.Count > 0 ? author : labels).Select(x => SpeakerChannels.NumberOf(x) is not null ? channels.Of(parties, x, at)
            : x.Value.Length <= LongestNumber && x.Value.All(char.IsAsciiDigit) ? null
            : Of(parties, x.Value, at) ?? ByProduct(parties, x.Value, at)).OfType<int>().Distinct().ToList();
        return found is [var only] ? only : null;
    }

    /// <summary>A label that means the party still, when its names are gone.</summary>
    public static string LabelOf(IReadOnlyList<Party> parties, int party)
    {
        var role = parties[party].Role;
        var those = parties.Index().Where(x => x.Item.Role == role).Select(x => x.Index).ToList();
        return those.Count == 1 ? Name(role) : $"{Name(role)}-{those.IndexOf(party) + 1}";
    }

    public static string Name(PartyRole role) => JsonNamingPolicy.CamelCase.ConvertName(role.ToString());

    static int? ByProduct(IReadOnlyList<Party> parties, string label, double? at)
    {
        var word = Schemes.Aggregate(label.Trim(), (x, scheme) =>
            x.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? x[scheme.Length..] : x);
        return Only(parties, x => Is(x.Phone, word)) ?? Only(parties, x => Is(x.Email, word)) ?? Only(parties, x => Is(x.AccountId, word))
            ?? (Outside.Contains(word, StringComparer.OrdinalIgnoreCase) ? There(parties, at, staff: false)
            : Inside.Contains(word, StringComparer.OrdinalIgnoreCase) ? There(parties, at, staff: true)
            : Of(parties, word, at));
    }

    static int? There(IReadOnlyList<Party> parties, double? at, bool staff)
    {
        var those = parties.Index().Where(x => PartyFacts.IsStaff(x.Item.Role) == staff).ToList();
        those = those.Count > 1 && at is { } time ? those.FindAll(x => IsThere(x.Item, time)) : those;
        return those is [var only] ? only.Index : null;
    }

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

    public static bool IsThere(Party party, double at) => at >= (party.JoinedSeconds ?? 0) && !(at >= party.LeftSeconds);

    static bool Is(string? own, string word) => string.Equals(own, word, StringComparison.OrdinalIgnoreCase);

    static int? Only(IReadOnlyList<Party> parties, Func<Party, bool> matches) =>
        parties.Index().Where(x => matches(x.Item)).Select(x => (int?)x.Index).ToList() is [var only] ? only : null;
}
