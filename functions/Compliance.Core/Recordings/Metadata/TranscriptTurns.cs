using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Compliance.Recordings;

/// <summary>
/// The words of a transcript of the form <c>{"turns":[{"speaker","start","end","text"}]}</c>, and their correction. A turn may list its
/// words with times of their own, as <c>words</c> with a <c>word</c> or <c>text</c> each; those are corrected with it.
/// </summary>
static class TranscriptTurns
{
    /// <summary>Longer transcripts are not read: 32 MiB.</summary>
    public const long Longest = 32 * 1024 * 1024;

    const string Text = "text";
    const string Words = "words";

    static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>The words of each turn, null for a turn that has none that can be corrected; null for another form.</returns>
    public static IReadOnlyList<string?>? Read(ReadOnlyMemory<byte> utf8) =>
        TurnsOf(Parse(utf8)) is { } turns ? [.. turns.Select(WordsOf)] : null;

    /// <param name="corrections">Of turns that <see cref="Read"/> gives words of.</param>
    /// <exception cref="InvalidDataException">It does not have that form, or lacks such a turn.</exception>
    public static byte[] Correct(ReadOnlyMemory<byte> utf8, IReadOnlyCollection<(int Turn, string To)> corrections)
    {
        var root = Parse(utf8);
        var turns = TurnsOf(root);
        foreach (var (turn, to) in corrections)
        {
            if (turn >= turns?.Count || turns?[turn] is not JsonObject found || WordsOf(found) is null)
            {
                throw new InvalidDataException("The transcript does not have the turn that is to be corrected.");
            }

            if (found[Words] is JsonArray words)
            {
                Align(words, to.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            }

            found[Text] = to;
        }

        return Encoding.UTF8.GetBytes(root!.ToJsonString(Plain));
    }

    static JsonNode? Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            return JsonNode.Parse(utf8.Span, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static JsonArray? TurnsOf(JsonNode? root) => (root as JsonObject)?["turns"] as JsonArray;

    static string? WordsOf(JsonNode? turn) =>
        turn is JsonObject found && StringOf(found[Text]) is { } text && (found[Words] is null || AreReadable(found[Words]))
            ? text
            : null;

    static bool AreReadable(JsonNode? words) => words is JsonArray list && list.All(x => x is JsonObject word && KeyOf(word) is not null);

    static string? KeyOf(JsonObject word) => ((string[])["word", Text]).FirstOrDefault(x => StringOf(word[x]) is not null);

    static string? StringOf(JsonNode? node) => node?.GetValueKind() is JsonValueKind.String ? node.GetValue<string>() : null;

    /// <summary>
    /// Words that did not change keep their places. Changed ones take the places of those that they replace, one by one where there are as
    /// many, otherwise together in one place.
    /// </summary>
    static void Align(JsonArray list, string[] words)
    {
        string[] before = [.. list.Select(x => StringOf(x!.AsObject()[KeyOf(x.AsObject())!])!)];
        var start = before.Zip(words).TakeWhile(x => x.First == x.Second).Count();
        var end = before[start..].Reverse().Zip(words[start..].Reverse()).TakeWhile(x => x.First == x.Second).Count();
        var (from, to) = (before.Length - end - start, words[start..^end]);
        if (from == to.Length)
        {
            for (var i = 0; i < from; i++)
            {
                Put(list, start + i, to[i]);
            }
        }
        else if (from == 0)
        {
            // What was missing has no time of its own.
            var (place, all) = start > 0 ? (start - 1, (string[])[before[start - 1], .. to]) : (0, [.. to, .. before.Take(1)]);
            if (list.Count > 0)
            {
                Put(list, place, string.Join(' ', all));
            }
        }
        else
        {
            Merge(list, start, from);
            if (to.Length > 0)
            {
                Put(list, start, string.Join(' ', to));
            }
            else
            {
                list.RemoveAt(start);
            }
        }
    }

    /// <summary>Makes one place of several, from the first one's beginning to the last one's end.</summary>
    static void Merge(JsonArray list, int start, int count)
    {
        var (first, last) = (list[start]!.AsObject(), list[start + count - 1]!.AsObject());
        foreach (var (name, value) in last.ToList())
        {
            if (name.StartsWith("end", StringComparison.OrdinalIgnoreCase))
            {
                first[name] = value?.DeepClone();
            }
        }

        for (var i = 1; i < count; i++)
        {
            list.RemoveAt(start + 1);
        }
    }

    static void Put(JsonArray list, int place, string text)
    {
        var word = list[place]!.AsObject();
        word[KeyOf(word)!] = text;
    }
}
