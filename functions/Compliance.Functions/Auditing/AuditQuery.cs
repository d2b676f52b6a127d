using System.Globalization;
using Compliance.Audit;
using Compliance.Failures;
using Compliance.Json;
using Microsoft.AspNetCore.Http;

namespace Compliance.Functions.Auditing;

/// <summary>Parses the query of a read of the log; every fault names its parameter.</summary>
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

    public AuditFilter Filter()
    {
        var filter = new AuditFilter(Text("event"), Text("principal"), Text("resource"), Time("since"), Time("until"));
        if (filter is { Since: { } since, Until: { } until } && since >= until)
        {
            errors.Add("until", "must be after since");
        }

        return filter;
    }

    string? Text(string name) => request.Query[name] is [{ Length: > 0 } text] ? text : Missing<string>(name, "must be given once");

    DateTimeOffset? Time(string name)
    {
        if (request.Query[name] is not [{ } text])
        {
            return Missing<DateTimeOffset?>(name, "must be given once");
        }

        if (Rfc3339.TryParse(text, out var time))
        {
            return time;
        }

        errors.Add(name, "must be an RFC 3339 timestamp, like 2026-01-31T00:00:00Z");
        return null;
    }

    T? Missing<T>(string name, string otherwise)
    {
        if (request.Query.ContainsKey(name))
        {
            errors.Add(name, otherwise);
        }

        return default;
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
