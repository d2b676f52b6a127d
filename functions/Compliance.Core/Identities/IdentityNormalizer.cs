using System.Diagnostics.CodeAnalysis;
using Compliance.Failures;

namespace Compliance.Identities;

/// <summary>Gives identities the one spelling that the blind index and the matcher compare.</summary>
/// <param name="country">The tenant's country (ISO 3166-1 alpha-2), which decides how national phone numbers are read.</param>
/// <param name="earlier">Former spellings to ask for as well. Default: those that an index may have entries by.</param>
/// <exception cref="ArgumentException">The numbering plan of the country is not known.</exception>
public sealed class IdentityNormalizer(string country, IReadOnlyList<IdentitySpelling>? earlier = null)
{
    readonly PhoneNormalizer phones = new(country);
    readonly IReadOnlyList<IdentitySpelling> earlier = earlier ?? IdentitySpellings.Earlier;

    public bool TryNormalize(IdentityType type, string? text, [NotNullWhen(true)] out NormalizedIdentity? identity)
    {
        var value = text is null ? null : type switch
        {
            IdentityType.Phone => phones.Normalize(text),
            IdentityType.Email => EmailNormalizer.Normalize(text),
            IdentityType.AccountId => PlainIdentities.AccountId(text),
            IdentityType.Name => NameNormalizer.Normalize(text),
            IdentityType.AgentId => PlainIdentities.AgentId(text),
            _ => throw new ArgumentOutOfRangeException(nameof(type)),
        };
        identity = value is null ? null : new NormalizedIdentity(type, value) { Earlier = EarlierOf(type, text!, value) };
        return identity is not null;
    }

    /// <summary>Of the text as it is, and of today's value, because somebody may have written it like that.</summary>
    IReadOnlyList<string> EarlierOf(IdentityType type, string text, string value) => earlier.Count == 0 ? [] :
    [
        .. earlier.SelectMany(x => (string?[])[x.Of(country, type, text), x.Of(country, type, value)])
            .OfType<string>().Where(x => x != value).Distinct(StringComparer.Ordinal),
    ];

    /// <summary>Normalises, or reports the fault under <paramref name="field"/>.</summary>
    public Outcome<NormalizedIdentity> Normalize(IdentityType type, string text, string field) =>
        TryNormalize(type, text, out var identity) ? identity : Failure.Invalid(field, Expected(type));

    /// <summary>Completes the sentence "the field …".</summary>
    public static string Expected(IdentityType type) => type switch
    {
        IdentityType.Phone => "must be a phone number: E.164, or as dialled in the tenant's country",
        IdentityType.Email => "must be an e-mail address",
        IdentityType.AccountId => "must be an account id of 1-128 characters",
        IdentityType.Name => "must be a name of 1-256 characters",
        IdentityType.AgentId => "must be an agent id of 1-128 characters",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };
}
