using Compliance.Failures;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Compliance.Functions.Http;

/// <summary>CSV with a header line: for <c>format=csv</c>, or, if the query names none, where <c>Accept</c> prefers it.</summary>
static class CsvAnswer
{
    public static Outcome<bool> IsWanted(HttpRequest request) => ((string?[])request.Query["format"]!) switch
    {
        ["csv"] => true,
        ["json"] => false,
        [] => request.GetTypedHeaders().Accept.MaxBy(x => x.Quality ?? 1) is { } best
            && best.MediaType.Equals("text/csv", StringComparison.OrdinalIgnoreCase),
        _ => Failure.Invalid("format", "must be one of: json, csv"),
    };

    public static IActionResult Of(ReadOnlyMemory<byte> body) => new ContentAnswer("text/csv; charset=utf-8; header=present", body);
}
