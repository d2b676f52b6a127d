using Compliance.Identities;
using Compliance.Model;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>Applies what people asked for to recordings that come after their requests.</summary>
public interface IStandingRequests
{
    /// <summary>Repeating it changes nothing.</summary>
    /// <param name="people">Blind tokens of the people on the recording, without names: a name alone identifies nobody.</param>
    Task ApplyAsync(TenantStore store, RecordingId id, IReadOnlyCollection<string> people, CancellationToken cancellationToken);
}

/// <summary>Whom a recording may be about.</summary>
static class RecordingPeople
{
    /// <summary>Blind tokens of a call's parties, without names.</summary>
    public static IReadOnlyCollection<string> Of(RecordingTicket call, BlindIndex tokens, TenantSettings settings) =>
    [
        .. PartyIdentities.Of(call.Parties, new IdentityNormalizer(settings.Country)).Where(x => x.Type is not IdentityType.Name)
            .Select(x => tokens.Token(x).Value),
    ];

    /// <summary>As above, from the names of its index entries.</summary>
    public static IReadOnlyCollection<string> Of(IEnumerable<string> indexEntries)
    {
        var people = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in indexEntries)
        {
            if (IndexEntry.TryParse(name, out var entry)
                && entry.Party is not null
                && entry.Kind != IndexTerms.KindName(IdentityType.Name))
            {
                people.Add(entry.Token);
            }
        }

        return people;
    }
}
