using Compliance.Failures;
using Compliance.Forms;
using Compliance.Identities;
using Compliance.Json;

namespace Compliance.SubjectRequests;

/// <summary>The body of <c>POST …/subjects/search</c>.</summary>
public sealed record SubjectSearch
{
    /// <summary>1 to 20 identities of one person.</summary>
    public required IReadOnlyList<SubjectRequestIdentity> Identities { get; init; }

    /// <summary>Parses and normalises; every fault names its field, and no value is repeated.</summary>
    public static Outcome<NormalizedIdentity[]> Parse(ReadOnlyMemory<byte> utf8, IdentityNormalizer normalizer)
    {
        // The expected form of a value depends on its type, so a malformed body is not examined further.
        if (!StrictJson.Parse<SubjectSearch>(utf8).IsSuccess(out var search, out var failure))
        {
            return failure;
        }

        var errors = new FieldErrors();
        NormalizedIdentity[] identities = [.. SubjectIdentities.Normalize(search.Identities, normalizer, errors)];
        return errors.Any ? Failure.Invalid(errors) : identities;
    }

    public override string ToString() => "SubjectSearch(redacted)";
}

/// <summary>Normalises the given identities into the form used for searching.</summary>
public static class SubjectIdentities
{
    public const int Most = 20;

    /// <summary>Many people share a name, so it only narrows.</summary>
    public const string NameAlone = "must include at least one identity other than a name: a name alone matches no recordings";

    /// <summary>Adds faults to <paramref name="errors"/> by field path; returns the valid identities.</summary>
    /// <param name="given">Items may be null if the body was malformed; they are skipped.</param>
    public static IReadOnlyList<NormalizedIdentity> Normalize(
        IReadOnlyList<SubjectRequestIdentity?>? given, IdentityNormalizer normalizer, FieldErrors errors, string field = "identities")
    {
        var identities = new List<NormalizedIdentity>();
        if (!new FieldRules(errors).Counts(field, given, 1, Most))
        {
            return identities;
        }

        for (var i = 0; i < given.Count; i++)
        {
            if (given[i] is not { Value: not null } one)
            {
                continue;
            }

            if (normalizer.TryNormalize(one.Type, one.Value, out var identity))
            {
                identities.Add(identity);
            }
            else
            {
                errors.Add($"{field}[{i}].value", IdentityNormalizer.Expected(one.Type));
            }
        }

        return identities;
    }
}
