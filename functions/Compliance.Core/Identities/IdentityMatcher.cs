namespace Compliance.Identities;

/// <summary>How well a recording fits the identities of a request (API.md, <c>subjects/search</c>).</summary>
public enum MatchStrength
{
    /// <summary>Account id, or two kinds that agree on one party.</summary>
    Strong,

    /// <summary>One kind agrees.</summary>
    Weak,

    /// <summary>One kind agrees, and another that was asked for differs on the same party: a person decides.</summary>
    Contradicted,
}

/// <summary>One party of one recording beside the identities asked for.</summary>
/// <param name="Agreeing">Kinds whose values are the same.</param>
/// <param name="Differing">Kinds both sides have, with other values.</param>
public sealed record PartyEvidence(IReadOnlySet<IdentityType> Agreeing, IReadOnlySet<IdentityType> Differing);

/// <summary>
/// Decides strength from what agrees and differs, party by party; kinds of different parties never add up. A name never matches alone,
/// but it is a second kind when it agrees, and contradicts when it differs.
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
        _ when party.Agreeing.Contains(IdentityType.AccountId) => MatchStrength.Strong,
        > 1 => MatchStrength.Strong,
        _ => party.Differing.Count > 0 ? MatchStrength.Contradicted : MatchStrength.Weak,
    };
}
