using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Compliance.Pci;

namespace Compliance.Recordings;

/// <summary>
/// A transcript or chat of any form that the gate reads, without the words of some parties: in their turns, in other readings and copies
/// of them. Every other byte stays, unless it says a name, number or address of theirs.
/// </summary>
sealed partial class ErasedSpeech
{
    /// <summary>Shorter words are said by everybody.</summary>
    const int TellingWord = 4;

    /// <summary>Headers of WebVTT that say nothing of anybody.</summary>
    static readonly string[] Headers = ["WEBVTT", "Kind: ", "Language: "];

    /// <summary>Members that judge what the speaker said.</summary>
    static readonly string[] Judgements = ["sentiment", "emotion", "mood"];

    readonly SpokenText text;
    readonly IReadOnlyList<Party> parties;
    readonly IReadOnlyCollection<int> erased;
    readonly IdentityWords identities;
    readonly SpeakerChannels channels;
    readonly List<GateEdit> edits = [];

    ErasedSpeech(SpokenText text, IReadOnlyList<Party> parties, IReadOnlyCollection<int> erased)
    {
        (this.text, this.parties, this.erased) = (text, parties, erased);
        identities = IdentityWords.Of(erased.Select(x => parties[x]));
        channels = new SpeakerChannels(text, parties);
    }

    /// <param name="erased">Indices of parties of <paramref name="call"/>.</param>
    /// <param name="words">Removes the words too; otherwise only who said them.</param>
    /// <returns>Null where it can't be told who said what.</returns>
    public static async Task<Stream?> EraseAsync(
        byte[] file, RecordingTicket call, IReadOnlyCollection<int> erased, bool words, CancellationToken cancellationToken)
    {
        if (SpokenText.Read(file, call.DurationSeconds, call.StartedAt) is not { HasFiles: false } text)
        {
            return null;
        }

        var erasing = new ErasedSpeech(text, call.Parties, erased);
        if (!erasing.Find(words))
        {
            return null;
        }

        await using var changed = text.With(erasing.edits);
        using var written = new MemoryStream();
        await changed.CopyToAsync(written, cancellationToken);
        var left = SpokenText.Read(written.ToArray(), call.DurationSeconds, call.StartedAt);
        return left is null || erasing.SaysIdentity(left) ? null : new MemoryStream(written.ToArray(), writable: false);
    }

    bool Find(bool words)
    {
        var spans = text.Spans;
        var of = new int?[spans.Count];
        for (var i = 0; i < of.Length; i++)
        {
            of[i] = spans[i].Speaker == 0 ? null : PartySpeakers.Of(parties, text.Speakers[spans[i].Speaker], channels, spans[i].Start);
        }

        if (words && !spans.Index().All(x => of[x.Index] is not null || x.Item.Use is not SpokenUse.Said || IsNobodys(x.Item)))
        {
            return false;
        }

        var own = spans.Index().Where(x => of[x.Index] is { } party && erased.Contains(party)).Select(x => x.Index).ToHashSet();
        var told = words ? Told(spans, own) : [];
        for (var i = 0; i < of.Length; i++)
        {
            var span = spans[i];
            if (words && own.Contains(i) && span.Use is SpokenUse.Said)
            {
                // The words of a copy that follow each other go as one.
                while (i + 1 < of.Length && own.Contains(i + 1) && spans[i + 1].Whole == span.Whole && spans[i + 1].Use is SpokenUse.Said)
                {
                    i++;
                }

                Replace(span.Offset, spans[i].Offset + spans[i].Length, ErasedTurns.Mark);
            }
            else if (words && own.Contains(i) && (Judges(span) || (span.Use is SpokenUse.About && Words(span).Any(told.Contains))))
            {
                Replace(span.Offset, span.Offset + span.Length, span.Use is SpokenUse.Number ? "null" : ErasedTurns.Mark);
            }
            else if (!own.Contains(i) && words && of[i] is null && Words(span).Any(told.Contains))
            {
                return false;
            }
            else if (!Unnamed(span, of[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Words that only the erased said: where nobody's text has one of them, it is about what they said.</summary>
    HashSet<string> Told(IReadOnlyList<SpokenSpan> spans, HashSet<int> own)
    {
        var (theirs, others) = (Comparing(), Comparing());
        foreach (var (i, span) in spans.Index())
        {
            if (span.Use is SpokenUse.Said)
            {
                (own.Contains(i) ? theirs : others).UnionWith(Words(span));
            }
        }

        theirs.ExceptWith(others);
        return theirs;

        static HashSet<string> Comparing() => new(StringComparer.OrdinalIgnoreCase);
    }

    IEnumerable<string> Words(SpokenSpan span) =>
        Word().Matches(Plain(text.TextOf(span)).Replace(ErasedTurns.Mark, " ", StringComparison.Ordinal)).Select(x => x.Value).Where(x => x.Length >= TellingWord);

    /// <summary>No words, or a header.</summary>
    bool IsNobodys(SpokenSpan span)
    {
        var said = text.TextOf(span).Trim();
        return span.Speaker == 0
            && (!said.Any(char.IsLetterOrDigit)
                || Array.Exists(Headers, x => text.IsMarkup && said.StartsWith(x, StringComparison.Ordinal)));
    }

    static bool Judges(SpokenSpan span) => span.Use is SpokenUse.About or SpokenUse.Number
        && Array.Exists(Judgements, x => span.Member.Contains(x, StringComparison.OrdinalIgnoreCase));

    /// <returns>Whether an identity that the stretch has can be taken out of it.</returns>
    bool Unnamed(SpokenSpan span, int? party)
    {
        var raw = text.TextOf(span);
        var plain = Plain(raw);
        if (!identities.AreIn(plain))
        {
            return true;
        }

        var isOwn = party is { } own && erased.Contains(own);
        var clean = span.Use switch
        {
            SpokenUse.Number => "null",
            SpokenUse.Speaker when isOwn => PartySpeakers.LabelOf(parties, party!.Value),
            _ => identities.Remove(raw),
        };
        if (identities.AreIn(Plain(clean)))
        {
            // Written with escapes.
            clean = JsonEncodedText.Encode(
                identities.Remove(plain), System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
        }

        Replace(span.Offset, span.Offset + span.Length, clean);
        return text.IsJson || !ReferenceEquals(raw, clean);
    }

    bool SaysIdentity(SpokenText left)
    {
        var all = Encoding.UTF8.GetString(left.Bytes);
        return identities.AreIn(all)
            || left.Spans.Any(x => identities.AreIn(Plain(left.TextOf(x))))
            || (left.IsMarkup && identities.AreIn(WebUtility.HtmlDecode(Tag().Replace(all, ""))));
    }

    /// <summary>What a text means: JSON and markup write some letters otherwise.</summary>
    string Plain(string raw)
    {
        if (!text.IsJson)
        {
            return text.IsMarkup ? WebUtility.HtmlDecode(raw) : raw;
        }

        // JSON in a text of JSON is escaped twice.
        for (var depth = 0; depth < 4 && raw.Contains('\\', StringComparison.Ordinal); depth++)
        {
            raw = Escape().Replace(raw, x => x.Value[1] switch
            {
                'u' => ((char)int.Parse(x.Value[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToString(),
                'n' or 'r' or 't' or 'b' or 'f' => " ",
                var letter => letter.ToString(),
            });
        }

        return raw;
    }

    void Replace(int from, int to, string with)
    {
        // Of a text that was erased before, a word is inside the mark.
        var inside = from > 0 && to < text.Bytes.Length && text.Bytes[from - 1] == '[' && text.Bytes[to] == ']';
        if (!inside || with != ErasedTurns.Mark)
        {
            edits.Add(new GateEdit(from, to - from, with));
        }
    }

    [GeneratedRegex(@"\\(?:u[0-9A-Fa-f]{4}|[^u])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Escape();

    [GeneratedRegex(@"<[^>]*>", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tag();

    [GeneratedRegex(@"[\p{L}\p{N}]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();
}
