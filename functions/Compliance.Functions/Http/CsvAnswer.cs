using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Compliance.Functions.Http;

/// <summary>CSV with a header line: for <c>format=csv</c>, or if <c>Accept</c> prefers <c>text/csv</c>.</summary>
static class CsvAnswer
{
    public static bool IsWanted(HttpRequest request) =>
        request.Query["format"].FirstOrDefault() == "csv"
        || request.GetTypedHeaders().Accept.MaxBy(x => x.Quality ?? 1) is { } best && best.MediaType.Equals(
            "text/csv", StringComparison.OrdinalIgnoreCase);

    public static IActionResult Of(ReadOnlyMemory<byte> body) => new ContentAnswer("text/csv; charset=utf-8; header=present", body);
}
