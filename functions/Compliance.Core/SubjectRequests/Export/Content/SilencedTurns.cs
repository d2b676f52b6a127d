using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>
/// A redaction applied to one recording: which stretches of its audio are silenced, and which turns lose their words. Turns are numbered
/// across all transcripts, in the order of the files.
/// </summary>
/// <param name="Stretches">The given stretches, and those of the given turns.</param>
/// <param name="Turns">By the file's ordinal.</param>
/// <param name="Untimed">Whether a given turn has no known time.</param>
sealed record SilencedTurns(
    IReadOnlyList<RedactedStretch> Stretches, IReadOnlyDictionary<int, IReadOnlyList<CallTurn>> Turns, bool Untimed)
{
    /// <summary>Whether any audio must be silenced; a file that cannot be silenced in part is then left out.</summary>
    public bool AnySound => Stretches.Count > 0 || Untimed;

    public static SilencedTurns Of(
        RecordingRedaction? redaction, CallPeople people, IReadOnlyDictionary<int, IReadOnlyList<CallTurn>> turns)
    {
        if (redaction is null)
        {
            return new([], turns, Untimed: false);
        }

        var asked = redaction.Turns.ToHashSet();
        var (said, first, untimed) = (new List<(int File, RedactedStretch Stretch)>(), 0, false);
        foreach (var (file, list) in turns.OrderBy(x => x.Key))
        {
            for (var i = 0; i < list.Count; i++)
            {
                if (asked.Contains(first + i))
                {
                    var time = TurnTimes.Of(list, i);
                    untimed |= time is null;
                    said.AddRange(time is var (start, end) ? [(file, new RedactedStretch(start, end, ChannelOf(list[i], people)))] : []);
                }
            }

            first += list.Count;
        }

        var silenced = new Dictionary<int, IReadOnlyList<CallTurn>>();
        first = 0;
        foreach (var (file, list) in turns.OrderBy(x => x.Key))
        {
            // Another transcript may contain the same words. Within its own transcript a turn removes only itself, not what overlaps it.
            List<RedactedStretch> over = [.. redaction.Stretches, .. said.Where(x => x.File != file).Select(x => x.Stretch)];
            var from = first;
            silenced[file] =
            [
                .. list.Select((turn, i) => asked.Contains(from + i) || over.Exists(x => Overlap(list, i, x, people))
                    ? turn with { Text = null, LeftOut = CallTurn.Silenced }
                    : turn),
            ];
            first += list.Count;
        }

        return new([.. redaction.Stretches, .. said.Select(x => x.Stretch)], silenced, untimed);
    }

    /// <summary>A turn whose time or channel is unknown may lie in the stretch.</summary>
    static bool Overlap(IReadOnlyList<CallTurn> turns, int index, RedactedStretch stretch, CallPeople people) =>
        (stretch.Channel is not { } channel || ChannelOf(turns[index], people) is not { } own || own == channel)
        && (TurnTimes.Of(turns, index) is not var (start, end) || (start < stretch.End && end > stretch.Start));

    static int? ChannelOf(CallTurn turn, CallPeople people) => turn.Party is { } party ? people.ChannelOf(party) : null;
}
