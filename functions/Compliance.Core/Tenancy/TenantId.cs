using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Compliance.Json;

namespace Compliance.Tenancy;

/// <summary>
/// A tenant (one contact centre, one controller): 2-20 of <c>[a-z0-9]</c>, starting with a letter, so that it can be part of a storage
/// account name. It identifies no person and may appear in URLs, logs and orchestration ids.
/// </summary>
[JsonConverter(typeof(TenantIdConverter))]
public readonly partial record struct TenantId
{
    readonly string? value;

    TenantId(string value) => this.value = value;

    public static bool TryParse([NotNullWhen(true)] string? text, out TenantId tenant)
    {
        var ok = text is not null && Pattern().IsMatch(text);
        tenant = ok ? new TenantId(text!) : default;
        return ok;
    }

    /// <exception cref="FormatException">The text is not a tenant id.</exception>
    public static TenantId Parse(string text) =>
        TryParse(text, out var tenant) ? tenant : throw new FormatException(
            "A tenant id must be 2-20 of [a-z0-9] and start with a letter.");

    public override string ToString() => value ?? throw new InvalidOperationException("An empty TenantId was used.");

    [GeneratedRegex(@"\A[a-z][a-z0-9]{1,19}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}

sealed class TenantIdConverter() : StrongStringConverter<TenantId>(
    TenantId.TryParse, "must be a tenant id: 2-20 of [a-z0-9], starting with a letter");
