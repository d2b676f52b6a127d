using System.Globalization;
using Compliance.Failures;
using Microsoft.AspNetCore.Http;

namespace Compliance.Functions.Auditing;

/// <summary>Parses whole numbers of a query; every fault names its parameter.</summary>
sealed class AuditQuery(HttpRequest request)
{
    readonly FieldErrors errors = new();

    public Failure? Failure => errors.Any ? Failure.Invalid(errors) : null;

    public long Required(string name, long least)
    {
        if (!request.Query.ContainsKey(name))
        {
            errors.Add(name, "is required");
            return least;
        }

        return Optional(name, least, long.MaxValue) ?? least;
    }

    public long? Optional(string name, long least, long most)
    {
        if (!request.Query.TryGetValue(name, out var values))
        {
            return null;
        }

        if (values.Count == 1
            && long.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most)
        {
            return number;
        }

        errors.Add(name, most == long.MaxValue ? $"must be a whole number from {least}" : $"must be a whole number from {least} to {most}");
        return null;
    }
}
