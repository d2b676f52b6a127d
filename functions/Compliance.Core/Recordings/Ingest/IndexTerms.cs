using Compliance.Identities;
using Compliance.Model;

namespace Compliance.Recordings;

/// <summary>Kinds of index entries other than identities.</summary>
public static class IndexKinds
{
    /// <summary>Every recording, and whether it names a notice.</summary>
    public const string All = "all";

    /// <summary>By queue.</summary>
    public const string Queue = "queue";

    /// <summary>Every recording, by the day on which the retention of some of it ends first.</summary>
    public const string Due = "due";

    /// <summary>Recordings in which the gate found something.</summary>
    public const string Found = "found";

    /// <summary>The one value of the kinds that have no other.</summary>
    public const string Everything = "*";
}

/// <summary>The terms that find a recording: its identities, its queue, the list of all, and the day on which its retention ends.</summary>
public static class IndexTerms
{
    /// <param name="found">Whether the gate found something in it.</param>
    public static IReadOnlyList<string> Of(
        RecordingTicket ticket, RecordingId id, BlindIndex tokens, IdentityNormalizer normalizer, RetentionState retention, bool found)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        void Add(SubjectToken token, string kind, int? party) =>
            names.Add(IndexEntry.Create(token.Value, kind, ticket.StartedAt, id, party).BlobName);

        names.Add(All(ticket, id, tokens));
        names.Add(Due(retention, id, tokens));
        if (ticket.Queue is { } queue)
        {
            Add(tokens.Token(IndexKinds.Queue, queue), IndexKinds.Queue, null);
        }

        if (found)
        {
            names.Add(Found(ticket.StartedAt, id, tokens));
        }

        for (var party = 0; party < ticket.Parties.Count; party++)
        {
            foreach (var identity in PartyIdentities.Of(ticket.Parties[party], normalizer))
            {
                Add(tokens.Token(identity), KindName(identity.Type), party);
            }
        }

        return [.. names];
    }

    /// <summary>The entry of a recording in which the gate found something.</summary>
    public static string Found(DateTimeOffset startedAt, RecordingId id, BlindIndex tokens) => IndexEntry.Create(
        tokens.Token(IndexKinds.Found, IndexKinds.Everything).Value, IndexKinds.Found, startedAt, id, party: null).BlobName;

    /// <summary>These, with another day of the retention.</summary>
    public static IReadOnlyList<string> Moved(
        IEnumerable<string> names, RetentionState retention, RecordingId id, BlindIndex tokens) =>
    [
        .. names.Where(x => !IndexEntry.TryParse(x, out var entry) || entry.Kind != IndexKinds.Due),
        Due(retention, id, tokens),
    ];

    /// <summary>Whether the names have the recording on the day of that time, and on no other.</summary>
    public static bool IsOn(IEnumerable<string> names, DateTimeOffset end)
    {
        var days = names.Select(x => IndexEntry.TryParse(x, out var entry) && entry.Kind == IndexKinds.Due ? entry.Day : (DateOnly?)null)
            .OfType<DateOnly>();
        return days.SequenceEqual([DateOnly.FromDateTime(end.UtcDateTime)]);
    }

    static string All(RecordingTicket ticket, RecordingId id, BlindIndex tokens) => IndexEntry.Create(
        tokens.Token(IndexKinds.All, IndexKinds.Everything).Value,
        IndexKinds.All,
        ticket.StartedAt,
        id,
        party: null,
        isUnnoticed: ticket.Notice is null).BlobName;

    static string Due(RetentionState retention, RecordingId id, BlindIndex tokens) => IndexEntry.Create(
        tokens.Token(IndexKinds.Due, IndexKinds.Everything).Value, IndexKinds.Due, retention.FirstEnd, id, party: null).BlobName;

    public static string KindName(IdentityType type) => type switch
    {
        IdentityType.Phone => "phone",
        IdentityType.Email => "email",
        IdentityType.AccountId => "accountId",
        IdentityType.Name => "name",
        IdentityType.AgentId => "agentId",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };
}
