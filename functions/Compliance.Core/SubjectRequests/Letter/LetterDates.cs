using System.Globalization;

namespace Compliance.SubjectRequests;

/// <summary>Formats days and times for an English reader, in one time zone.</summary>
sealed class LetterDates(TimeZoneInfo zone)
{
    /// <summary>More calls than this are summarised by month.</summary>
    const int MostSingle = 40;

    static readonly CultureInfo English = CultureInfo.InvariantCulture;

    /// <summary><c>5 March 2026</c>.</summary>
    public string Day(DateTimeOffset instant) => Local(instant).ToString("d MMMM yyyy", English);

    /// <summary>Calls by day and time, or by month if there are many; in chronological order.</summary>
    public IReadOnlyList<string> Calls(IReadOnlyCollection<DateTimeOffset> starts) => starts.Count > MostSingle
        ? [.. starts.Select(Local).Order().GroupBy(x => x.ToString("MMMM yyyy", English), StringComparer.Ordinal)
            .Select(x => $"{x.Key}: {Count(x.Count(), "call")}")]
        :
        [
            .. starts.Select(Local).Order().GroupBy(x => x.ToString("d MMMM yyyy", English), StringComparer.Ordinal)
                .Select(x => $"{x.Key}, {string.Join(" and ", x.Select(y => y.ToString("HH:mm", English)))}"),
        ];

    public static string Count(int number, string thing) => number == 1 ? $"one {thing}" : $"{number.ToString("N0", English)} {thing}s";

    DateTime Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, zone).DateTime;
}
