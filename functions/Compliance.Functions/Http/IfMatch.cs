using Compliance.Failures;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Compliance.Functions.Http;

/// <summary>The <c>If-Match</c> header that a change requires (RFC 9110, 13.1.1; RFC 6585).</summary>
public static class IfMatch
{
    /// <summary>Like <see cref="Read"/>, where something that does not exist yet is created without the header.</summary>
    public static Outcome<OptionalTags> ReadOptional(HttpRequest request) => request.Headers.IfMatch.Count == 0
        ? new OptionalTags(Given: null)
        : Read(request).Select(x => new OptionalTags(x));

    /// <summary>428 without the header, 400 if it cannot be parsed.</summary>
    /// <returns>The strong tags, with their quotes, or only <c>*</c>. Weak tags never match and are left out.</returns>
    public static Outcome<IReadOnlySet<string>> Read(HttpRequest request)
    {
        var header = request.Headers.IfMatch;
        if (header.Count == 0)
        {
            return Failure.PreconditionRequired("Send If-Match with the ETag of the version you read.");
        }

        return EntityTagHeaderValue.TryParseStrictList(header, out var tags)
            ? tags.Where(x => !x.IsWeak).Select(x => x.Tag.ToString()).ToHashSet(StringComparer.Ordinal)
            : Failure.Invalid(HeaderNames.IfMatch, "must be entity tags in quotes, or *");
    }
}

/// <param name="Given">The tags; null where the header was not sent.</param>
public readonly record struct OptionalTags(IReadOnlySet<string>? Given);
