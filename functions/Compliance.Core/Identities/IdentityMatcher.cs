namespace Compliance.Identities;

/// <summary>How well a recording matches the identities of a request (openapi.yaml, <c>subjects/search</c>).</summary>
public enum MatchStrength
{
    /// <summary>The account id, or two kinds of identity, agree on one party, and nothing contradicts it.</summary>
    Strong,

    /// <summary>One kind agrees, and nothing contradicts it.</summary>
    Weak,

    /// <summary>
    /// Something agrees, but the party has another account, another staff id or another name: a household sharing one number, a
    /// switchboard, a recycled number, an account holder who is not the caller. Only a person may include it.
    /// </summary>
    Contradicted,
}

/// <summary>One party of one recording compared with the identities of a request.</summary>
/// <param name="Agreeing">Kinds with at least one value in common.</param>
/// <param name="Differing">Kinds that both sides have, without a common value.</param>
public sealed record PartyEvidence(IReadOnlySet<IdentityType> Agreeing, IReadOnlySet<IdentityType> Differing);

/// <summary>
/// Decides the strength of a match from what agrees and differs, party by party; kinds of different parties never add up. A name never
/// matches alone, but counts as a second kind if it agrees. People have several telephones and addresses, so a difference in those means
/// nothing. An account id, a staff id and a name each denote one person, so a difference in one of them contradicts whatever agrees.
/// </summary>
public static class IdentityMatcher
{
    /// <returns>Null if no party matches.</returns>
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
