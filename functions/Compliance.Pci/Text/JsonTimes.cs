using System.Buffers.Text;
using System.Collections.Frozen;

namespace Compliance.Pci;

enum JsonTimeRole
{
    Start,
    End,
    Duration,
}

/// <summary>The names that speech recognisers and recorders use for times and speakers, with the unit of each.</summary>
static class JsonTimes
{
    /// <summary>A value above a week is a clock time, not a position in the media.</summary>
    const double MaxSeconds = 604_800;

    static readonly FrozenDictionary<string, (JsonTimeRole Role, double Unit)> Names =
        new Dictionary<string, (JsonTimeRole, double)>(StringComparer.Ordinal)
    {
        ["start"] = (JsonTimeRole.Start, 1),
        ["begin"] = (JsonTimeRole.Start, 1),
        ["from"] = (JsonTimeRole.Start, 1),
        ["offset"] = (JsonTimeRole.Start, 1),
        ["t"] = (JsonTimeRole.Start, 1),
        ["ts"] = (JsonTimeRole.Start, 1),
        ["at"] = (JsonTimeRole.Start, 1),
        ["time"] = (JsonTimeRole.Start, 1),
        ["timestamp"] = (JsonTimeRole.Start, 1),
        ["startTime"] = (JsonTimeRole.Start, 1),
        ["start_time"] = (JsonTimeRole.Start, 1),
        ["startMs"] = (JsonTimeRole.Start, 1e-3),
        ["start_ms"] = (JsonTimeRole.Start, 1e-3),
        ["offsetMs"] = (JsonTimeRole.Start, 1e-3),
        ["offsetMilliseconds"] = (JsonTimeRole.Start, 1e-3),
        ["offsetInTicks"] = (JsonTimeRole.Start, 1e-7),
        ["end"] = (JsonTimeRole.End, 1),
        ["to"] = (JsonTimeRole.End, 1),
        ["stop"] = (JsonTimeRole.End, 1),
        ["endTime"] = (JsonTimeRole.End, 1),
        ["end_time"] = (JsonTimeRole.End, 1),
        ["endMs"] = (JsonTimeRole.End, 1e-3),
        ["end_ms"] = (JsonTimeRole.End, 1e-3),
        ["duration"] = (JsonTimeRole.Duration, 1),
        ["durationMs"] = (JsonTimeRole.Duration, 1e-3),
        ["durationMilliseconds"] = (JsonTimeRole.Duration, 1e-3),
        ["durationInTicks"] = (JsonTimeRole.Duration, 1e-7),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    static readonly FrozenSet<string> Speakers = FrozenSet.ToFrozenSet(
        ["speaker", "speakerId", "speaker_id", "speakerLabel", "speaker_label", "speakerTag", "role", "participant", "party", "channel"],
        StringComparer.Ordinal);

    static readonly FrozenSet<string> Labels = FrozenSet.ToFrozenSet(
        ["language", "lang", "type", "id", "field", "event", "version", "model"], StringComparer.Ordinal);

    public static bool IsSpeaker(string name) => Speakers.Contains(name);

    /// <summary>True for a property that describes what was said or typed; it is kept when the text is removed.</summary>
    public static bool IsLabel(string name) => Labels.Contains(name) || IsSpeaker(name) || Names.ContainsKey(name);

    /// <summary>A position or length in the media, in seconds, from a number or its text (<c>23.5</c>, <c>"23.5s"</c>).</summary>
    /// <param name="bare">True for a whole number under a name that implies no unit: seconds or milliseconds.</param>
    public static bool TryRead(string name, ReadOnlySpan<byte> raw, out JsonTimeRole role, out double seconds, out bool bare)
    {
        (seconds, role, bare) = (double.NaN, default, false);
        if (!Names.TryGetValue(name, out var known))
        {
            return false;
        }

        role = known.Role;
        if (!Utf8Parser.TryParse(raw, out double value, out var used) || (used != raw.Length && !(used == raw.Length - 1
            && raw[used] == 's')))
        {
            return false;
        }

        seconds = value * known.Unit;
        bare = known.Unit == 1 && !raw.ContainsAnyExceptInRange((byte)'0', (byte)'9');
        return double.IsFinite(seconds) && seconds >= 0 && seconds <= (bare ? MaxSeconds * 1000 : MaxSeconds);
    }
}
