using Compliance.Forms;
using Compliance.Identities;

namespace Compliance.Recordings;

/// <summary>
/// An agent with an id; a caller with a phone, e-mail or account id, or declared unknown; and only identities that can be normalised.
/// </summary>
sealed class PartyRules(FieldRules rules, IdentityNormalizer normalizer)
{
    /// <param name="before">The parties that the recording has; empty for a ticket.</param>
    public void Check(string field, IReadOnlyList<Party?>? parties, DateTimeOffset startedAt, IReadOnlyList<Party>? before = null)
    {
        if (!rules.Counts(field, parties, 1, FieldLimits.Parties))
        {
            return;
        }

        rules.Require(
            parties.Any(x => x is { Role: PartyRole.Agent, Id: not null } or { Role: PartyRole.Agent, Erased: not null }),
            field,
            "must include an agent with an id");
        rules.Require(
            parties.Any(x => x is { Role: PartyRole.Caller } && (x.Unknown || (x.Phone ?? x.Email ?? x.AccountId) is not null)),
            field,
            "must include a caller with a phone, email or accountId, or with unknown set to true");
        for (var i = 0; i < parties.Count; i++)
        {
            var known = i < before?.Count ? before[i] : null;
            if (known?.Erased is not null || parties[i]?.Erased is not null)
            {
                rules.Require(parties[i] == known, $"{field}[{i}]", "was erased, and stays as it is in its place");
            }
            else if (parties[i] is { } party)
            {
                CheckOne($"{field}[{i}]", party, startedAt);
            }
        }

        rules.Require(
            before is null || !before.Skip(parties.Count).Any(x => x.Erased is not null),
            field,
            "must keep those that were erased, in their places");
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
            party.JoinedSeconds is null or (>= 0 and <= FieldLimits.DurationSeconds),
            $"{field}.joinedSeconds",
            $"must be from 0 to {FieldLimits.DurationSeconds} seconds");
        rules.Require(
            party.LeftSeconds is null or (> 0 and <= FieldLimits.DurationSeconds) && !(party.LeftSeconds <= party.JoinedSeconds),
            $"{field}.leftSeconds",
            $"must be after joinedSeconds, and at most {FieldLimits.DurationSeconds} seconds");
        rules.Require(
            party.DateOfBirth is not { } born || startedAt == default || born <= DateOnly.FromDateTime(startedAt.UtcDateTime.AddDays(1)),
            $"{field}.dateOfBirth",
            "must not be after the call");
    }
}
