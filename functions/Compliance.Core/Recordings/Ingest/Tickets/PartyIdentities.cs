using Compliance.Identities;

namespace Compliance.Recordings;

/// <summary>The identities of the parties: they are indexed, matched, and kept out of opaque text.</summary>
public static class PartyIdentities
{
    /// <summary>One party's identities, normalised. Identities that cannot be normalised were refused with the ticket.</summary>
    public static IReadOnlyList<NormalizedIdentity> Of(Party party, IdentityNormalizer normalizer)
    {
        var identities = new List<NormalizedIdentity>();
        foreach (var (_, type, text) in Stated(party))
        {
            if (normalizer.TryNormalize(type, text, out var identity))
            {
                identities.Add(identity);
            }
        }

        return identities;
    }

    public static IReadOnlyList<NormalizedIdentity> Of(IEnumerable<Party> parties, IdentityNormalizer normalizer) =>
        [.. parties.SelectMany(x => Of(x, normalizer)).Distinct()];

    /// <summary>Only staff have an id; a caller has an account id. What stands for somebody who was erased identifies nobody.</summary>
    internal static IEnumerable<(string Field, IdentityType Type, string Text)> Stated(Party party)
    {
        if (party.Erased is not null)
        {
            return [];
        }

        var agentId = PartyFacts.IsStaff(party.Role) ? party.Id : null;
        (string Field, IdentityType Type, string? Text)[] fields =
        [
            ("phone", IdentityType.Phone, party.Phone),
            ("email", IdentityType.Email, party.Email),
            ("accountId", IdentityType.AccountId, party.AccountId),
            ("name", IdentityType.Name, party.Name),
            ("id", IdentityType.AgentId, agentId),
        ];
        return fields.Where(x => x.Text is not null).Select(x => (x.Field, x.Type, x.Text!));
    }
}
