using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Compliance.Json;

namespace Compliance.Model;

/// <summary>
/// The tenant's own id of a call: 1-128 of <c>[A-Za-z0-9._~-]</c>, but not <c>.</c> or <c>..</c> (a URL segment can't be either). It may
/// lead to a person in the tenant's systems, so only <see cref="Value"/> shows it, never <see cref="ToString"/>.
/// </summary>
[JsonConverter(typeof(CallIdConverter))]
public readonly partial record struct CallId
{
    readonly string? value;

    CallId(string value) => this.value = value;

    public string Value => value ?? throw new InvalidOperationException("An empty CallId was used.");

    public static bool TryParse([NotNullWhen(true)] string? text, out CallId id)
    {
        var ok = text is not null && Pattern().IsMatch(text) && text is not ("." or "..");
        id = ok ? new CallId(text!) : default;
        return ok;
    }

    /// <exception cref="FormatException">Not a call id.</exception>
    public static CallId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException("A call id must be 1-128 of [A-Za-z0-9._~-].");

    public override string ToString() => "CallId(redacted)";

    [GeneratedRegex(@"\A[A-Za-z0-9._~-]{1,128}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}

sealed class CallIdConverter() : StrongStringConverter<CallId>(CallId.TryParse, "must be 1-128 of [A-Za-z0-9._~-]", x => x.Value);
