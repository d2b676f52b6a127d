namespace Compliance.Identities;

/// <summary>How well a recording fits the identities of a request (API.md, <c>subjects/search</c>).</summary>
public enum MatchStrength
{
    /// <summary>Account id, or two kinds that agree on one party, and nothing that speaks against it.</summary>
    Strong,

    /// <summary>One kind agrees, and nothing speaks against it.</summary>
    Weak,

    /// <summary>
    /// Something agrees, but the party has another account, another staff id or another name: a household on one number, a switchboard, a
    /// recycled number, an account holder who is not the caller. Only a person may include it.
    /// </summary>
    Contradicted,
}

/// <summary>One party of one recording beside the identities asked for.</summary>
/// <param name="Agreeing">Kinds of which one value is the same.</param>
/// <param name="Differing">Kinds that both sides have, and no value of one is a value of the other.</param>
public sealed record PartyEvidence(IReadOnlySet<IdentityType> Agreeing, IReadOnlySet<IdentityType> Differing);

/// <summary>
/// Decides strength from what agrees and differs, party by party; kinds of different parties never add up. A name never matches alone,
/// but it is a second kind when it agrees. People have several telephones and addresses: that those differ says nothing. A number, an id
/// of staff and a name stand for one person: that one of these differs contradicts whatever agrees.
/// </summary>
public static class IdentityMatcher
{
    /// <returns>Null where no party fits.</returns>
    public static MatchStrength? Match(IEnumerable<PartyEvidence> parties)
    {
        MatchStrength? best = null;
        foreach (var party in parties)
        {
            var strength = Match(party);
            best = strength is { } found && (best is null || found < best) ? found : best;
        }

        return best;
    }

    public static MatchStrength? Match(PartyEvidence party) => party.Agreeing.Count switch
    {
        0 => null,
        1 when party.Agreeing.Contains(IdentityType.Name) => null,
        _ when party.Differing.Any(Contradicts) => MatchStrength.Contradicted,
        > 1 => MatchStrength.Strong,
        _ => party.Agreeing.Contains(IdentityType.AccountId) ? MatchStrength.Strong : MatchStrength.Weak,
    };

    static bool Contradicts(IdentityType kind) => kind is IdentityType.AccountId or IdentityType.AgentId or IdentityType.Name;
}
