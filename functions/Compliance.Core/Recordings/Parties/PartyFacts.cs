namespace Compliance.Recordings;

/// <summary>A party as the manifest has it: enough to tell voices apart, and nobody's name.</summary>
/// <param name="Channel">Of the media, as stated or as its description implies; null if neither says.</param>
/// <param name="From">Seconds from which the party was on the call.</param>
/// <param name="To">Seconds until which it was; null to the end.</param>
public sealed record PartyFacts(PartyRole Role, int? Channel, double From, double? To, ErasedPart? Erased)
{
    /// <summary>Whoever was on the call for the tenant.</summary>
    public static bool IsStaff(PartyRole role) => role is PartyRole.Agent or PartyRole.Supervisor or PartyRole.Interpreter;

    /// <summary>In the order of the ticket.</summary>
    public static IReadOnlyList<PartyFacts> Of(RecordingTicket call) =>
        [.. call.Parties.Select(x => new PartyFacts(x.Role, ChannelOf(call, x), x.JoinedSeconds ?? 0, x.LeftSeconds, x.Erased))];

    /// <summary>
    /// The description of the media names roles. It identifies a channel only if one party has the role and one channel has that name.
    /// </summary>
    public static int? ChannelOf(RecordingTicket call, Party party)
    {
        if (party.Channel is not null || call.Media is not { } media)
        {
            return party.Channel;
        }

        var role = party.Role.ToString();
        var named = media.Channels.Index().Where(x => string.Equals(x.Item, role, StringComparison.OrdinalIgnoreCase)).ToList();
        return named is [var only] && call.Parties.Count(x => x.Role == party.Role) == 1 ? only.Index : null;
    }

    /// <summary>Whether both were on the call at some time.</summary>
    public bool Meets(PartyFacts other) => !(To <= other.From) && !(other.To <= From);

    /// <summary>Whether the party was on the call at that time.</summary>
    public bool IsThere(double seconds) => seconds >= From && !(seconds >= To);
}

/// <summary>Whether the voice of one party can be told from those of others, by what the call says of channels and times.</summary>
public static class PartySeparation
{
    /// <param name="own">Indices of the parties whose voices are to go.</param>
    public static bool IsApart(IReadOnlyList<PartyFacts> parties, IReadOnlyCollection<int> own) => own.All(
        x => x < parties.Count && parties[x].Channel is { } channel && parties.Index().All(
            y => own.Contains(y.Index)
                || y.Item.Erased is ErasedPart.All
                || !y.Item.Meets(parties[x])
                || (y.Item.Channel is { } other && other != channel)));
}
