using Compliance.Failures;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Compliance.Functions.Http;

/// <summary>What a table is asked for as.</summary>
enum TableFormat
{
    Json,
    Csv,
    Xlsx,
}

/// <summary>A table as a workbook: for <c>format=xlsx</c>, or, if the query names none, where <c>Accept</c> prefers it.</summary>
static class XlsxAnswer
{
    const string Type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>Of JSON, CSV and this.</summary>
    public static Outcome<TableFormat> Wanted(HttpRequest request) => ((string?[])request.Query["format"]!) switch
    {
        ["xlsx"] => TableFormat.Xlsx,
        [not ("json" or "csv")] or [_, _, ..] => Failure.Invalid("format", "must be one of: json, csv, xlsx"),
        [] when request.GetTypedHeaders().Accept.MaxBy(x => x.Quality ?? 1)?.MediaType.Equals(Type, StringComparison.OrdinalIgnoreCase) is true =>
            TableFormat.Xlsx,
        _ => CsvAnswer.IsWanted(request).Select(x => x ? TableFormat.Csv : TableFormat.Json),
    };

    public static IActionResult Of(ReadOnlyMemory<byte> body) => new ContentAnswer(Type, body);
}

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
