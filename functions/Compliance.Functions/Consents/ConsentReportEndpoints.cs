using Compliance.Access;
using Compliance.Consents;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Functions.Consents;

/// <summary>Reports of what people consented to (openapi.yaml, Consents; GDPR Art. 5(2), 7(1)).</summary>
public sealed class ConsentReportEndpoints(ConsentReporter reporter, TimeProvider clock)
{
    const string Route = "api/tenants/{tenant}/subjects/consents/report";

    [Function("ReportConsents")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    [QueryParameters("from", "to", "queue", "notice", "channel", "purpose", "groupBy", "format")]
    public Task<IActionResult> Report(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route)] HttpRequest request, string tenant, FunctionContext context) =>
        (from format in XlsxAnswer.Wanted(request)
         from query in ConsentReportQuery.Parse(name => request.Query[name].FirstOrDefault(), clock.GetUtcNow())
         from report in reporter.ReportAsync(context.Store(), query, context.Aborted())
         from table in TableAsync(format, report, query, context.Aborted())
         select (format, report, table)).AnswerAsync(x => x.format switch
         {
             TableFormat.Csv => CsvAnswer.Of(x.table),
             TableFormat.Xlsx => XlsxAnswer.Of(x.table),
             _ => Answers.Json(x.report),
         });

    async Task<Outcome<byte[]>> TableAsync(
        TableFormat format, ConsentReport report, ConsentReportQuery query, CancellationToken cancellationToken) => format switch
        {
            TableFormat.Csv => await ConsentReportTable.CsvAsync(report, query, cancellationToken),
            TableFormat.Xlsx => await ConsentReportTable.XlsxAsync(report, query, clock.GetUtcNow(), cancellationToken),
            _ => Array.Empty<byte>(),
        };
}
