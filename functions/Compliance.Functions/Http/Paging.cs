using System.Globalization;
using Compliance.Failures;
using Microsoft.AspNetCore.Http;

namespace Compliance.Functions.Http;

/// <summary><c>?limit=</c> 1-500, default 50; <c>?continuation=</c> (API.md, Common rules).</summary>
readonly record struct Paging(int Limit, string? Continuation)
{
    const int Most = 500;
    const int Usual = 50;

    public static Outcome<Paging> Read(HttpRequest request)
    {
        var continuation = request.Query["continuation"].FirstOrDefault();
        var text = request.Query["limit"].FirstOrDefault();
        if (text is null)
        {
            return new Paging(Usual, continuation);
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= Most
            ? new Paging(limit, continuation)
            : Failure.Invalid("limit", "must be a whole number from 1 to 500");
    }
}
