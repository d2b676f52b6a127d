using System.Text;
using Compliance.Identities;
using Compliance.Json;

namespace Compliance.Recordings;

/// <summary>
/// The start of each blind token of a recording's parties, as metadata <c>people</c> of its state blob: a second source beside the index,
/// under the same MAC as the state. One list of all states finds a person whose index entries were deleted. Names of people are left out,
/// because they list nobody.
/// </summary>
static class StatePeople
{
    const string Name = "people";

    /// <summary>96 bits are enough for a candidate, and 32 parties with four identities each stay below 3 KB of metadata.</summary>
    const int Length = 16;

    /// <returns>Null for a state without a manifest: it was erased, or never finished.</returns>
    public static IDictionary<string, string>? Metadata(RecordingDocument document)
    {
        if (document.Manifest is null)
        {
            return null;
        }

        var starts = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var name in StateJson.Read<RecordingManifest>(Encoding.UTF8.GetBytes(document.Manifest)).IndexEntries)
        {
            if (IndexEntry.TryParse(name, out var entry) && entry.Party is not null && entry.Kind != IndexTerms.KindName(IdentityType.Name))
            {
                starts.Add(entry.Token[..Length]);
            }
        }

        return new Dictionary<string, string>(StringComparer.Ordinal) { [Name] = string.Join(',', starts) };
    }

    public static bool IsAny(IDictionary<string, string> metadata, IReadOnlyCollection<string> tokens) =>
        metadata.TryGetValue(Name, out var people)
        && people.Split(',').Any(x => x.Length == Length && tokens.Any(token => token.StartsWith(x, StringComparison.Ordinal)));
}
