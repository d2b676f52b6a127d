using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Compliance.Json;

namespace Compliance.Notices;

/// <summary>
/// A notice, as the tenant names it: <c>[a-z][a-z0-9-]{0,39}</c> with fewer than seven digits. May appear in addresses and in the audit
/// log.
/// </summary>
[JsonConverter(typeof(NoticeIdConverter))]
public readonly partial record struct NoticeId
{
    public const string Rule =
        "must be 1-40 of a-z, 0-9 and -, beginning with a letter, with fewer than seven digits, and not the word report";

    readonly string? value;

    NoticeId(string value) => this.value = value;

    public static bool TryParse([NotNullWhen(true)] string? text, out NoticeId id)
    {
        // The report has its address beside those of the notices.
        var ok = text is not (null or "report") && Pattern().IsMatch(text) && text.Count(char.IsAsciiDigit) < 7;
        id = ok ? new NoticeId(text!) : default;
        return ok;
    }

    public override string ToString() => value ?? throw new InvalidOperationException("An empty NoticeId was used.");

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{0,39}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}

sealed class NoticeIdConverter() : StrongStringConverter<NoticeId>(NoticeId.TryParse, NoticeId.Rule);
