using System.Collections.Frozen;
using System.Text;

namespace Compliance.Identities;

/// <summary>
/// A text that is searched for announced identities, whatever their case, separators and diacritics. The letters and digits of an identity
/// of six characters or more are searched anywhere; numbers, and identities of three to five characters, only as whole words; those of one
/// or two characters not at all. The words of a name also count in any order, unless the name only describes a role (<c>Agent 1</c>). The
/// part of an e-mail address before the <c>@</c> counts unless it is a role mailbox (RFC 2142); so do the national digits of a phone
/// number.
/// </summary>
sealed class AnnouncedText
{
    const int FewestCharactersAnywhere = 6;
    const int FewestCharacters = 3;
    const int FewestPhoneDigits = 7;

    static readonly FrozenSet<string> RoleMailboxes = FrozenSet.ToFrozenSet(
        [
            "abuse", "accounts", "admin", "billing", "complaints", "contact", "finance", "hello", "help", "hostmaster", "info", "invoices",
            "mail", "marketing", "noc", "noreply", "office", "orders", "postmaster", "privacy", "sales", "security", "service", "support",
            "webmaster",
        ],
        StringComparer.Ordinal);

    static readonly FrozenSet<string> NobodysNames = FrozenSet.ToFrozenSet(
        ["agent", "anonymous", "caller", "customer", "interpreter", "operator", "supervisor", "unavailable", "unknown", "withheld"],
        StringComparer.Ordinal);

    readonly List<string> words;
    readonly string together;
    readonly string digits;

    /// <param name="text">Folded by <see cref="UnicodeText.Fold"/>.</param>
    public AnnouncedText(string text)
    {
        words = Words(text);
        together = string.Concat(words);
        digits = string.Concat(words.Select(x => char.IsAsciiDigit(x[0]) ? x : "\n"));
    }

    public bool Holds(NormalizedIdentity identity) => identity.Type switch
    {
        IdentityType.Phone => HoldsPhone(identity.Value[1..]),
        IdentityType.Email => HoldsEmail(identity.Value),
        IdentityType.AccountId => Holds(string.Concat(Words(identity.Value))),
        IdentityType.Name => HoldsName(Words(identity.Value)),
        IdentityType.AgentId => false,
        _ => throw new ArgumentOutOfRangeException(nameof(identity)),
    };

    bool HoldsPhone(string number)
    {
        var national = number[(NumberingPlan.OfNumber(number)?.CallingCode.Length ?? 0)..];
        return digits.Contains(national.Length >= FewestPhoneDigits ? national : number, StringComparison.Ordinal);
    }

    bool HoldsEmail(string address)
    {
        var local = address[..address.LastIndexOf('@')].Split('+')[0];
        return Holds(string.Concat(Words(address))) || (!RoleMailboxes.Contains(local) && Holds(string.Concat(Words(local))));
    }

    bool HoldsName(List<string> name)
    {
        if (name.TrueForAll(x => NobodysNames.Contains(x) || x.All(char.IsAsciiDigit)))
        {
            return false;
        }

        var backwards = Enumerable.Reverse(name);
        var apart = name.Count > 1 && name.Sum(x => x.Length) >= FewestCharacters;
        return Holds(string.Concat(name)) || Holds(string.Concat(backwards)) || (apart && name.TrueForAll(words.Contains));
    }

    bool Holds(string sought)
    {
        var fewest = sought.All(char.IsAscii) ? FewestCharacters : FewestCharacters - 1;
        return sought.Length >= fewest
            && (sought.Length >= FewestCharactersAnywhere && !sought.All(char.IsAsciiDigit)
                ? together.Contains(sought, StringComparison.Ordinal)
                : HoldsWords(sought));
    }

    bool HoldsWords(string sought)
    {
        for (var first = 0; first < words.Count; first++)
        {
            var joined = "";
            for (var last = first; last < words.Count && joined.Length < sought.Length; last++)
            {
                joined += words[last];
                if (joined == sought)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Runs of letters and runs of digits, folded like names.</summary>
    static List<string> Words(string text)
    {
        var found = new List<string>();
        var word = new StringBuilder();
        var kind = Kind.Other;
        foreach (var character in NameNormalizer.FoldLetters(text) + " ")
        {
            var next = KindOf(character);
            if (next != kind && word.Length > 0)
            {
                found.Add(word.ToString());
                word.Clear();
            }

            kind = next;
            if (kind is not Kind.Other)
            {
                word.Append(character);
            }
        }

        return found;
    }

    static Kind KindOf(char character) =>
        char.IsAsciiDigit(character) ? Kind.Digit
        : char.IsLetterOrDigit(character) || char.IsSurrogate(character) ? Kind.Letter
        : Kind.Other;

    enum Kind
    {
        Other,
        Letter,
        Digit,
    }
}
