using Compliance.Failures;
using Compliance.Forms;
using Compliance.Identities;
using Compliance.Json;

namespace Compliance.SubjectRequests;

/// <summary>What <c>POST …/subjects/search</c> asks for.</summary>
public sealed record SubjectSearch
{
    /// <summary>1 to 20 of one person.</summary>
    public required IReadOnlyList<SubjectRequestIdentity> Identities { get; init; }

    /// <summary>Reads and normalises; every fault is named by its field, and no value is repeated.</summary>
    public static Outcome<NormalizedIdentity[]> Parse(ReadOnlyMemory<byte> utf8, IdentityNormalizer normalizer)
    {
        // What a value should look like depends on its type: a body with faults of form is not looked into further.
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

/// <summary>Identities as they were given, brought into the one spelling that is searched by.</summary>
public static class SubjectIdentities
{
    public const int Most = 20;

    /// <summary>Adds what is wrong to <paramref name="errors"/> by field path; what is right is returned.</summary>
    /// <param name="given">Items may be null where a body was faulty; those are passed over.</param>
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
