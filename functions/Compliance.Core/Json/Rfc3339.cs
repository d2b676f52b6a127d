using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Compliance.Json;

/// <summary>RFC 3339 timestamps. Fractional digits beyond the seventh are dropped; leap seconds are rejected.</summary>
public static partial class Rfc3339
{
    /// <param name="time">In UTC.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out DateTimeOffset time)
    {
        time = default;
        if (text is null || Pattern().Match(text) is not { Success: true } match)
        {
            return false;
        }

        var fraction = match.Groups["fraction"].Value;
        var offset = match.Groups["offset"].Value;
        const string format = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz";
        var normal = match.Groups["second"].Value + fraction[..Math.Min(fraction.Length, 8)] + (offset is "Z" or "z" ? "+00:00" : offset);
        var ok = DateTimeOffset.TryParseExact(
            normal.ToUpperInvariant(), format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed);
        time = ok ? parsed.ToUniversalTime() : default;
        return ok;
    }

    public static string Format(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"\A(?<second>[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2})(?<fraction>\.[0-9]{1,18})?"
            + @"(?<offset>[Zz]|[+-][0-9]{2}:[0-9]{2})\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
