using Compliance.Access;
using Compliance.Failures;
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
        (from csv in CsvAnswer.IsWanted(request)
         from report in reports.ReadAsync(
             context.Store(), context.Actor(), Value(request, "from"), Value(request, "to"), context.Aborted())
         select (csv, report)).AnswerAsync(x => x.csv ? CsvAnswer.Of(PciReportCsv.Write(x.report)) : Answers.Json(x.report));

    static string? Value(HttpRequest request, string name) => request.Query[name].FirstOrDefault();
}
