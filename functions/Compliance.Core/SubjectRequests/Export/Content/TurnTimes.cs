using Compliance.Forms;

namespace Compliance.SubjectRequests;

/// <summary>When a turn was said, also where its transcript says only half of that.</summary>
static class TurnTimes
{
    /// <returns>Seconds; without an end it lasts until the next one begins, or to the end of the call. Null where it has no
    /// beginning.</returns>
    public static (double Start, double End)? Of(IReadOnlyList<CallTurn> turns, int index)
    {
        if (turns[index].Start is not { } start)
        {
            return null;
        }

        if (turns[index].End is { } end && end > start)
        {
            return (start, end);
        }

        for (var i = index + 1; i < turns.Count; i++)
        {
            if (turns[i].Start is { } later && later > start)
            {
                return (start, later);
            }
        }

        return (start, Math.Max(start, FieldLimits.DurationSeconds));
    }
}
