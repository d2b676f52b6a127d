using Compliance.Access;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Recordings;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Functions.Recordings;

/// <summary>
/// <c>GET …/pci/report?from=&amp;to=</c>: JSON, or CSV with <c>format=csv</c> or if <c>Accept</c> prefers <c>text/csv</c>. Reading it is
/// audited.
/// </summary>
public sealed class PciReportEndpoints(PciReportReader reports)
{
    [Function("ReadPciReport")]
    [Allow(Role.AuditRead)]
    [QueryParameters("from", "to", "format")]
    public Task<IActionResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/tenants/{tenant}/pci/report")] HttpRequest request,
        string tenant,
        FunctionContext context) =>
        reports.ReadAsync(context.Store(), context.Actor(), Value(request, "from"), Value(request, "to"), context.Aborted())
            .AnswerAsync(report => WantsCsv(request) ? Csv(report) : Answers.Json(report));

    static string? Value(HttpRequest request, string name) => request.Query[name].FirstOrDefault();

    static IActionResult Csv(PciReportDocument report) =>
        new ContentAnswer("text/csv; charset=utf-8; header=present", PciReportCsv.Write(report));

    static bool WantsCsv(HttpRequest request) =>
        Value(request, "format") == "csv"
        || request.GetTypedHeaders().Accept.MaxBy(x => x.Quality ?? 1) is { } best && best.MediaType.Equals(
            "text/csv", StringComparison.OrdinalIgnoreCase);
}
