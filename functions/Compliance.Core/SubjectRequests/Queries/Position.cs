using System.Globalization;
using Compliance.Failures;
using Compliance.Model;

namespace Compliance.SubjectRequests;

/// <summary>The last request of a page: by what is due next and id, of which a list in order of receipt uses the id alone.</summary>
sealed record Position(DateTimeOffset DueAt, SubjectRequestId Id)
{
    public static Position Of(SubjectRequestSummary item) => new(DueAtOf(item), item.RequestId);

    /// <summary>What a list by due date sorts by; what has nothing due comes last.</summary>
    public static DateTimeOffset DueAtOf(SubjectRequestSummary item) => item.NextDueAt ?? DateTimeOffset.MaxValue;

    /// <returns>Null at the beginning of a list.</returns>
    public static Outcome<Position?> Read(string? continuation, SubjectRequestSort? sort)
    {
        if (continuation is null)
        {
            return (Position?)null;
        }

        string[] parts = sort is SubjectRequestSort.DueAt ? continuation.Split('_') : ["0", continuation];
        return parts is [var ticks, var id]
            && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && at <= DateTimeOffset.MaxValue.Ticks
            && SubjectRequestId.TryParse(id, out var last)
            ? new Position(new DateTimeOffset(at, TimeSpan.Zero), last)
            : Failure.Invalid("continuation", "is not a continuation token returned by this list");
    }

    public string Text(SubjectRequestSort? sort) => sort is SubjectRequestSort.DueAt
        ? string.Create(CultureInfo.InvariantCulture, $"{DueAt.UtcTicks}_{Id}")
        : Id.ToString();

    /// <summary>Whether an item comes after it in a list by due date.</summary>
    public bool IsBefore(SubjectRequestSummary item) =>
        DueAt != DueAtOf(item) ? DueAt < DueAtOf(item) : string.CompareOrdinal(Id.ToString(), item.RequestId.ToString()) < 0;
}
