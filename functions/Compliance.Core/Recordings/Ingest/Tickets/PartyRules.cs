using Compliance.Forms;
using Compliance.Identities;

namespace Compliance.Recordings;

/// <summary>
/// An agent with an id; a caller with a phone, e-mail or account id, or declared unknown; and only identities that can be normalised.
/// </summary>
sealed class PartyRules(FieldRules rules, IdentityNormalizer normalizer)
{
    public void Check(string field, IReadOnlyList<Party?>? parties, DateTimeOffset startedAt)
    {
        if (!rules.Counts(field, parties, 1, FieldLimits.Parties))
        {
            return;
        }

        rules.Require(parties.Any(x => x is { Role: PartyRole.Agent, Id: not null }), field, "must include an agent with an id");
        rules.Require(
            parties.Any(x => x is { Role: PartyRole.Caller } && (x.Unknown || (x.Phone ?? x.Email ?? x.AccountId) is not null)),
            field,
            "must include a caller with a phone, email or accountId, or with unknown set to true");
        for (var i = 0; i < parties.Count; i++)
        {
            if (parties[i] is { } party)
            {
                CheckOne($"{field}[{i}]", party, startedAt);
            }
        }
    }

    void CheckOne(string field, Party party, DateTimeOffset startedAt)
    {
        foreach (var (name, type, text) in PartyIdentities.Stated(party))
        {
            var readable = text.Length <= FieldLimits.TextCharacters
                && (normalizer.TryNormalize(type, text, out _) || (type is IdentityType.Name && NameNormalizer.IsPlaceholder(text)));
            rules.Require(readable, $"{field}.{name}", IdentityNormalizer.Expected(type));
        }

        if (PartyIdentities.Stated(party).All(x => x.Field != "id"))
        {
            rules.Line($"{field}.id", party.Id, PlainIdentities.MostCharacters);
        }

        else
        {
            rules.NoCard($"{field}.id", party.Id);
        }

        rules.Require(
            party.Channel is null or (>= 0 and < FieldLimits.Channels), $"{field}.channel", $"must be 0 to {FieldLimits.Channels - 1}");
        rules.Require(
            party.DateOfBirth is not { } born || startedAt == default || born <= DateOnly.FromDateTime(startedAt.UtcDateTime.AddDays(1)),
            $"{field}.dateOfBirth",
            "must not be after the call");
    }
}
