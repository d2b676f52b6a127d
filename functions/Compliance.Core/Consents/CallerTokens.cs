using System.Text;
using Compliance.Identities;
using Compliance.Json;
using Compliance.Recordings;

namespace Compliance.Consents;

/// <summary>Blind tokens of a call's callers, without names: whose consent a purpose of the call rests on.</summary>
static class CallerTokens
{
    public static IReadOnlyList<ConsentToken> Of(StoredRecording recording)
    {
        if (recording.Document.Manifest is not { } text)
        {
            return [];
        }

        var manifest = StateJson.Read<RecordingManifest>(Encoding.UTF8.GetBytes(text));
        var found = new HashSet<ConsentToken>();
        foreach (var name in manifest.IndexEntries)
        {
            if (IndexEntry.TryParse(name, out var entry)
                && entry.Party is { } party
                && party < manifest.Parties.Count
                && manifest.Parties[party].Role is PartyRole.Caller
                && entry.Kind != IndexTerms.KindName(IdentityType.Name))
            {
                found.Add(new ConsentToken(entry.Kind, entry.Token));
            }
        }

        return [.. found];
    }

    /// <summary>Caller by caller; one who identifies nobody is left out.</summary>
    public static IReadOnlyList<IReadOnlyList<ConsentToken>> Of(RecordingTicket call, BlindIndex tokens, IdentityNormalizer normalizer) =>
    [
        .. call.Parties.Where(x => x.Role is PartyRole.Caller)
            .Select(x => ConsentStore.TokensOf(PartyIdentities.Of(x, normalizer), tokens))
            .Where(x => x.Count > 0),
    ];
}
