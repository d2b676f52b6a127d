using System.Globalization;

namespace Compliance.SubjectRequests;

/// <summary>Formats times, sizes and texts for the page.</summary>
static class PageWords
{
    public static string Day(DateTimeOffset at, PackageFacts facts) =>
        TimeZoneInfo.ConvertTime(at, facts.Zone).ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    public static string Moment(DateTimeOffset at, PackageFacts facts) =>
        TimeZoneInfo.ConvertTime(at, facts.Zone).ToString("dddd, d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture);

    /// <param name="seconds">Null gives an empty text.</param>
    public static string Length(double? seconds)
    {
        if (seconds is not { } known)
        {
            return "";
        }

        var time = TimeSpan.FromSeconds(Math.Clamp(Math.Round(known), 0, 1e8));
        return time.TotalHours >= 1 ? $"{(int)time.TotalHours} h {time.Minutes} min"
            : time.Minutes > 0 ? $"{time.Minutes} min {time.Seconds} s"
            : $"{time.Seconds} s";
    }

    public static string Size(long bytes) => bytes >= 1024 * 1024
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0 / 1024:0.0} MB")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, bytes / 1024)} KB");

    public static string Count(int number, string what) => number == 1 ? $"1 {what}" : $"{number} {what}s";
}
