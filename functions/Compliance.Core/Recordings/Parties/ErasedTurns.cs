using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Compliance.Recordings;

/// <summary>
/// A transcript of the form <c>{"turns":[{"speaker","start","end","text"}]}</c> without the words of some parties. A turn of theirs keeps
/// its place and its times; every other turn keeps its bytes, unless it says a name, number or address of theirs.
/// </summary>
static class ErasedTurns
{
    /// <summary>What stands for words, or for an identity among words.</summary>
    public const string Mark = "[erased]";

    /// <summary>Members beside the turns that say nothing of anybody.</summary>
    static readonly string[] Harmless = ["language", "locale", "version", "format"];

    static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>The party of each turn; null where they can't be told apart.</returns>
    public static IReadOnlyList<int>? Parties(ReadOnlyMemory<byte> utf8, IReadOnlyList<Party> parties)
    {
        if (Read(utf8) is not { } root || root.Any(x => x.Key != "turns" && !IsHarmless(x.Key, x.Value)) || root["turns"] is not JsonArray turns)
        {
            return null;
        }

        var found = new List<int>();
        foreach (var turn in turns)
        {
            if (turn is not JsonObject said || PartyOf(said, parties) is not { } party)
            {
                return null;
            }

            found.Add(party);
        }

        return found;
    }

    /// <param name="erased">Indices.</param>
    /// <param name="words">Removes the words too; otherwise only who said them.</param>
    /// <returns>Null where turns can't be told apart.</returns>
    public static byte[]? Erase(ReadOnlyMemory<byte> utf8, IReadOnlyList<Party> parties, IReadOnlyCollection<int> erased, bool words)
    {
        if (Parties(utf8, parties) is not { } of)
        {
            return null;
        }

        var identities = IdentityWords.Of(erased.Select(x => parties[x]));
        var (written, at) = (new MemoryStream(), 0);
        foreach (var (turn, (from, to)) in Turns(utf8.Span).Index())
        {
            var own = erased.Contains(of[turn]);
            var before = JsonNode.Parse(utf8.Span[from..to])!.AsObject();
            var after = own && words ? Erased(before, parties, of[turn]) : Unnamed(before, identities, own ? parties[of[turn]] : null);
            if (after is not null)
            {
                written.Write(utf8.Span[at..from]);
                written.Write(Encoding.UTF8.GetBytes(after.ToJsonString(Plain)));
                at = to;
            }
        }

        written.Write(utf8.Span[at..]);
        return written.ToArray();
    }

    static int? PartyOf(JsonObject turn, IReadOnlyList<Party> parties) =>
        Text(turn["speaker"]) is { } label ? PartySpeakers.Of(parties, label, Seconds(turn["start"])) : null;

    static JsonObject Erased(JsonObject turn, IReadOnlyList<Party> parties, int party)
    {
        var erased = new JsonObject { ["speaker"] = PartySpeakers.LabelOf(parties, party) };
        foreach (var time in (string[])["start", "end"])
        {
            if (turn[time] is { } value && value.GetValueKind() is JsonValueKind.Number)
            {
                erased[time] = value.DeepClone();
            }
        }

        erased["text"] = Mark;
        return erased;
    }

    /// <returns>Null if nothing of it changes.</returns>
    static JsonObject? Unnamed(JsonObject turn, IdentityWords identities, Party? speaker)
    {
        var changed = false;
        var isLabel = speaker is not null && Text(turn["speaker"]) is { } label && identities.Remove(label) != label;
        if (isLabel)
        {
            turn["speaker"] = PartySpeakers.Name(speaker!.Role);
            changed = true;
        }

        if (Text(turn["text"]) is { } text && identities.Remove(text) is var clean && clean != text)
        {
            turn["text"] = clean;
            turn.Remove("words");
            changed = true;
        }

        return changed ? turn : null;
    }

    /// <summary>Where each turn is in the file.</summary>
    static List<(int From, int To)> Turns(ReadOnlySpan<byte> utf8)
    {
        var turns = new List<(int, int)>();
        var reader = new Utf8JsonReader(utf8);
        var inside = false;
        while (reader.Read())
        {
            if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 })
            {
                inside = reader.ValueTextEquals("turns"u8);
            }
            else if (inside && reader is { TokenType: JsonTokenType.StartObject, CurrentDepth: 2 })
            {
                var from = (int)reader.TokenStartIndex;
                reader.Skip();
                turns.Add((from, (int)reader.BytesConsumed));
            }
        }

        return turns;
    }

    static JsonObject? Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            return JsonNode.Parse(utf8.Span, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static bool IsHarmless(string name, JsonNode? value) =>
        value?.GetValueKind() is null or JsonValueKind.Null or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False
        || (value.GetValueKind() is JsonValueKind.String && Harmless.Contains(name, StringComparer.OrdinalIgnoreCase));

    static string? Text(JsonNode? node) => node?.GetValueKind() is JsonValueKind.String ? node.GetValue<string>() : null;

    static double? Seconds(JsonNode? node) => node?.GetValueKind() is JsonValueKind.Number ? node.GetValue<double>() : null;
}
