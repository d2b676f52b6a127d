using Compliance.Forms;

namespace Compliance.SubjectRequests;

/// <summary>When a turn was said, even if its transcript does not give the end.</summary>
static class TurnTimes
{
    /// <returns>
    /// Seconds. A turn without an end lasts until the next one begins, or to the end of the call. Null without a beginning.
    /// </returns>
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
