using System.Globalization;

namespace Compliance.SubjectRequests;

/// <summary>Formats days and times for the reader, in one time zone and language.</summary>
sealed class LetterDates(TimeZoneInfo zone, LetterWords words)
{
    /// <summary>More calls than this are summarised by month.</summary>
    const int MostSingle = 40;

    /// <summary><c>5 March 2026</c>.</summary>
    public string Day(DateTimeOffset instant) => words.Day(Local(instant));

    /// <summary>Calls by day and time, or by month if there are many; in chronological order.</summary>
    public IReadOnlyList<string> Calls(IReadOnlyCollection<DateTimeOffset> starts) => starts.Count > MostSingle
        ? [.. starts.Select(Local).Order().GroupBy(x => new DateTime(x.Year, x.Month, 1)).Select(x => words.Month(x.Key, x.Count()))]
        :
        [
            .. starts.Select(Local).Order().GroupBy(x => x.Date)
                .Select(x => $"{words.Day(x.Key)}, {string.Join(words.Say("and"), x.Select(Time))}"),
        ];

    static string Time(DateTime moment) => moment.ToString("HH:mm", CultureInfo.InvariantCulture);

    DateTime Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, zone).DateTime;
}
