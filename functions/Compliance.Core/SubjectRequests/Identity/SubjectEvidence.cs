using System.Text;
using Compliance.Identities;
using Compliance.Json;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;

namespace Compliance.SubjectRequests;

/// <summary>The blind tokens of the requested identities.</summary>
sealed record SubjectTokenSet(IReadOnlyList<(IdentityType Type, string Token)> All)
{
    /// <summary>Those that list recordings: a name alone identifies nobody.</summary>
    public IReadOnlyList<string> Listing => [.. All.Where(x => x.Type is not IdentityType.Name).Select(x => x.Token)];
}

/// <summary>Compares a recording's own index entries, party by party, with the requested tokens.</summary>
static class SubjectEvidence
{
    /// <returns>Null if no party matches, or if the recording was erased or never created.</returns>
    public static SubjectMatch? Match(StoredRecording recording, SubjectTokenSet asked)
    {
        var document = recording.Document;
        if (document.State is RecordingState.Erased || document.Manifest is null)
        {
            return null;
        }

        var manifest = Read(document.Manifest);
        var all = Parties(manifest, recording.Id)
            .Select(entries => (Party: entries.Key!.Value, Evidence: Evidence(entries, asked)))
            .Select(x => (x.Party, Strength: IdentityMatcher.Match(x.Evidence), x.Evidence.Agreeing))
            .Where(x => x.Strength is not null)
            .OrderBy(x => x.Strength)
            .ToList();
        var best = all.FirstOrDefault();
        return best.Strength is { } strength
            ? new SubjectMatch(
                recording.Id,
                document.Facts.StartedAt,
                document.State,
                strength,
                [.. best.Agreeing.Order()],
                document.Holds.Count,
                document.Restriction is not null,
                document)
            {
                Parties = [.. all.Where(x => x.Strength == strength).Select(x => x.Party)],
                Call = manifest.Parties,
            }
            : null;
    }

    static PartyEvidence Evidence(IEnumerable<IndexEntry> party, SubjectTokenSet asked)
    {
        var known = party.ToLookup(e => e.Kind, e => e.Token, StringComparer.Ordinal);
        var (agreeing, differing) = (new HashSet<IdentityType>(), new HashSet<IdentityType>());
        foreach (var kind in asked.All.GroupBy(x => x.Type, x => x.Token))
        {
            var own = known[IndexTerms.KindName(kind.Key)];
            if (own.Any())
            {
                (own.Intersect(kind, StringComparer.Ordinal).Any() ? agreeing : differing).Add(kind.Key);
            }
        }

        return new PartyEvidence(agreeing, differing);
    }

    static IEnumerable<IGrouping<int?, IndexEntry>> Parties(RecordingManifest manifest, RecordingId id)
    {
        var entries = new List<IndexEntry>();
        foreach (var name in manifest.IndexEntries)
        {
            if (IndexEntry.TryParse(name, out var entry) && entry.Recording == id && entry.Party is not null)
            {
                entries.Add(entry);
            }
        }

        return entries.GroupBy(e => e.Party).OrderBy(g => g.Key);
    }

    static RecordingManifest Read(string manifest)
    {
        try
        {
            return StateJson.Read<RecordingManifest>(Encoding.UTF8.GetBytes(manifest));
        }
        catch (InvalidDataException broken)
        {
            throw new ManifestException("A recording's manifest does not parse.", broken);
        }
    }
}
