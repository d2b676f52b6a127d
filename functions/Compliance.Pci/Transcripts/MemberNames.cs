using System.Collections.Frozen;
using System.Runtime.InteropServices;

namespace Compliance.Pci;

enum TimeRole : byte
{
    None,
    Start,
    End,
    Duration,
}

/// <summary>What the name of a member says about its values. A name alone decides nothing: the values must agree.</summary>
/// <param name="Unit">Seconds of one unit of a time; 0 if the name does not say.</param>
/// <param name="IsUnit">The name is nothing but a unit (<c>seconds</c>, <c>nanos</c>): its object is a time.</param>
/// <param name="IsVariants">An array of several readings of the same sound.</param>
/// <param name="IsCount">Confidences, ids, levels, counters: never speech.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct NameSense(
    TimeRole Time, double Unit, bool IsUnit, bool IsSpeaker, bool IsLabel, bool IsText, bool IsVariants, bool IsCount);

/// <summary>The words that recognisers and recorders compose names of.</summary>
static class MemberNames
{
    const int LongestName = 64;

    static readonly FrozenDictionary<string, double> Units = new Dictionary<string, double>(StringComparer.Ordinal)
    {
        ["s"] = 1, ["sec"] = 1, ["secs"] = 1, ["second"] = 1, ["seconds"] = 1,
        ["ms"] = 1e-3, ["msec"] = 1e-3, ["msecs"] = 1e-3, ["milli"] = 1e-3, ["millis"] = 1e-3, ["millisecond"] = 1e-3,
        ["milliseconds"] = 1e-3,
        ["us"] = 1e-6, ["usec"] = 1e-6, ["usecs"] = 1e-6, ["micros"] = 1e-6, ["microsecond"] = 1e-6, ["microseconds"] = 1e-6,
        ["ns"] = 1e-9, ["nsec"] = 1e-9, ["nano"] = 1e-9, ["nanos"] = 1e-9, ["nanoseconds"] = 1e-9,
        ["tick"] = 1e-7, ["ticks"] = 1e-7, ["min"] = 60, ["mins"] = 60, ["minute"] = 60, ["minutes"] = 60, ["hours"] = 3600,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    static readonly FrozenSet<string> Starts = Set("start starts started begin begins beginning from offset onset t ts at time timestamp "
        + "timestamps times stamp position pos when since timecode interval range span t0");

    static readonly FrozenSet<string> Ends = Set("end ends ended finish finished to stop stops stopped until till t1");

    static readonly FrozenSet<string> Durations = Set("duration dur length len d");

    static readonly FrozenSet<string> Beside = Set("in audio media segment seg word result line utterance turn phrase sentence rel relative "
        + "abs absolute unix epoch utc of event cue item call recording clip message msg speech total value is");

    static readonly FrozenSet<string> Speakers = Set("speaker speakers spk participant participants party parties channel channels role user "
        + "author originator sender who talker leg track side from by username");

    static readonly FrozenSet<string> BesideSpeakers = Set("id ids no nr num number tag label name index idx role purpose media type display "
        + "code key uri external internal audio is");

    static readonly FrozenSet<string> Labels = Set("language lang locale type types id sid uuid guid field event version model status state "
        + "format kind category encoding mediatype vendor sentiment url uri source name mime code");

    static readonly FrozenSet<string> Texts = Set("text word words content transcript transcription display lexical itn masked punctuated "
        + "value utterance message body sentence phrase caption decorated msg say said comment normalized formatted");

    static readonly FrozenSet<string> Numbers = Set("id ids index idx no nr seq sequence count confidence conf score probability");

    static readonly FrozenSet<string> Variants = Set("alternatives alternative nbest hypotheses hypothesis candidates variants");

    static readonly FrozenSet<string> Counts = Set("confidence confidences conf score scores probability prob logprob loudness level levels id "
        + "index idx no seq sequence count rank page size percent percentage rate stability volume energy snr quality counter line "
        + "tokens seek ordinal priority");

    static readonly FrozenSet<string> Sides = Set("agent customer caller callee called calling client operator representative rep advisor "
        + "adviser left right inbound outbound incoming outgoing rx tx local remote external internal near far user assistant bot system host "
        + "guest patient doctor seller buyer side a b");

    static readonly FrozenSet<string> Places = Set("word words token tokens item items element elements char chars character characters");

    static readonly FrozenDictionary<int, double> UnitHashes = Units.ToFrozenDictionary(
        x => ByteHash.Of(System.Text.Encoding.UTF8.GetBytes(x.Key)), x => x.Value);

    /// <summary>Seconds of the unit whose name has this hash; 0 if it is none.</summary>
    public static double UnitOf(int hash) => UnitHashes.GetValueOrDefault(hash);

    /// <summary>True for the names of one side of a call: a role, or a speaker or channel with its number.</summary>
    public static bool IsSide(string name) => Words(name.TrimEnd("0123456789".ToCharArray())) is var words
        && Array.TrueForAll(words, x => Sides.Contains(x) || Speakers.Contains(x) || BesideSpeakers.Contains(x) || x.All(char.IsAsciiDigit))
        && Array.Exists(words, x => Sides.Contains(x) || Speakers.Contains(x));

    /// <summary>Whether a true value of that name says that a result is final; null for other names.</summary>
    public static bool? Finality(string name) => name.Length > LongestName ? null : string.Concat(Words(name)) switch
    {
        "ispartial" or "partial" or "interim" or "isinterim" => false,
        "isfinal" or "final" => true,
        _ => null,
    };

    /// <summary>True for the names of places in a list of words or in a text (<c>firstWord</c>, <c>end_char</c>).</summary>
    public static bool IsPlace(string name) => name.Length <= LongestName && Words(name) is { Length: > 1 } words && Array.Exists(words, Places.Contains);

    public static NameSense Of(string name)
    {
        if (name.Length is 0 or > LongestName)
        {
            return default;
        }

        var words = Words(name);
        double unit = 0;
        bool start = false, end = false, duration = false, other = false;
        foreach (var word in words)
        {
            unit = unit == 0 && Units.TryGetValue(word, out var known) ? known : unit;
            start |= Starts.Contains(word);
            end |= Ends.Contains(word);
            duration |= Durations.Contains(word);
            other |= !Units.ContainsKey(word) && !Starts.Contains(word) && !Ends.Contains(word) && !Durations.Contains(word)
                && !Beside.Contains(word);
        }

        var strict = Array.TrueForAll(words, Units.ContainsKey) || (words is ["total", var last] && Units.ContainsKey(last));
        var time = other || strict ? TimeRole.None : end ? TimeRole.End : duration ? TimeRole.Duration : start ? TimeRole.Start
            : TimeRole.None;
        return new(
            time,
            unit,
            strict,
            Array.Exists(words, Speakers.Contains) && Array.TrueForAll(words, x => Speakers.Contains(x) || BesideSpeakers.Contains(x)),
            Labels.Contains(words[^1]),
            Array.Exists(words, Texts.Contains) && (words.Length == 1 || !(Labels.Contains(words[^1]) || Numbers.Contains(words[^1]))),
            Variants.Contains(string.Concat(words)) || Variants.Contains(words[^1]),
            Array.Exists(words, Counts.Contains));
    }

    static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Splits at capitals, other characters, and within what is written together (<c>starttime</c>).</summary>
    static string[] Words(string name)
    {
        var words = new List<string>();
        var from = 0;
        for (var i = 1; i <= name.Length; i++)
        {
            if (i == name.Length || !char.IsLetterOrDigit(name[i]) || (char.IsUpper(name[i]) && (!char.IsUpper(name[i - 1])
                || (i + 1 < name.Length && char.IsLower(name[i + 1])))))
            {
                var word = string.Concat(name[from..i].Where(char.IsLetterOrDigit)).ToLowerInvariant();
                if (word.Length > 0)
                {
                    Split(word, words);
                }

                from = i;
            }
        }

        return words.Count == 0 ? [name.ToLowerInvariant()] : [.. words];
    }

    static void Split(string word, List<string> words)
    {
        var parts = new List<string>();
        if (Known(word) || !Parts(word, parts))
        {
            words.Add(word);
            return;
        }

        words.AddRange(parts);
    }

    static bool Parts(string rest, List<string> parts)
    {
        if (rest.Length == 0)
        {
            return true;
        }

        for (var length = rest.Length; length >= 2; length--)
        {
            if (Known(rest[..length]))
            {
                parts.Add(rest[..length]);
                if (Parts(rest[length..], parts))
                {
                    return true;
                }

                parts.RemoveAt(parts.Count - 1);
            }
        }

        return false;
    }

    static bool Known(string word) => Units.ContainsKey(word) || Starts.Contains(word) || Ends.Contains(word) || Durations.Contains(word)
        || Beside.Contains(word) || Speakers.Contains(word) || BesideSpeakers.Contains(word) || Labels.Contains(word) || Texts
            .Contains(word)
        || Variants.Contains(word) || Counts.Contains(word);
}
