using System.Globalization;
using Compliance.Access;
using Compliance.Audit;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Json;
using Compliance.Recordings;
using Compliance.Tenancy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Functions.Recordings;

/// <summary>
/// <c>GET …/pci/report?from=&amp;to=</c>: JSON, or CSV with <c>format=csv</c> or if <c>Accept</c> prefers <c>text/csv</c>. Reading it is
/// audited.
/// </summary>
public sealed class PciReportEndpoints(TenantStoreFactory stores, PciReporter reporter, IAuditLog audit, TimeProvider clock)
{
    [Function("ReadPciReport")]
    [Allow(Role.AuditRead)]
    [QueryParameters("from", "to", "format")]
    public async Task<IActionResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/tenants/{tenant}/pci/report")] HttpRequest request,
        string tenant,
        FunctionContext context)
    {
        var now = clock.GetUtcNow();
        var (from, to) = (request.Query["from"].FirstOrDefault(), request.Query["to"].FirstOrDefault());
        if (!PciPeriod.Parse(from, to, now).IsSuccess(out var period, out var failure))
        {
            return failure.ToAnswer();
        }

        var report = await reporter.ReportAsync(stores.Open(context.Scope()), period, request.HttpContext.RequestAborted);
        var pseudonym = context.GetCaller().Pseudonym;
        var entry = new AuditEntry(
            "pci.reported",
            $"pci/{pseudonym}/{Rfc3339.Format(now)}",
            AuditPhase.Single,
            pseudonym,
            AuditEntry.Success,
            context.FunctionDefinition.Name,
            "pci/report",
            new Dictionary<string, string>(StringComparer.Ordinal) { ["recordings"] = report.Recordings.ToString(CultureInfo.InvariantCulture) });
        await audit.AppendAsync(context.Scope(), entry, CancellationToken.None);
        return CsvAnswer.IsWanted(request) ? CsvAnswer.Of(PciReportCsv.Write(report)) : Answers.Json(report);
    }
}
