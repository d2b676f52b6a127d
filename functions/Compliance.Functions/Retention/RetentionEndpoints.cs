using Compliance.Access;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Retention;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Functions.Retention;

/// <summary>What the retention did, and what stays although its day has passed (openapi.yaml, Retention).</summary>
public sealed class RetentionEndpoints(RetentionReport report)
{
    [Function("ReadRetention")]
    [Allow(Role.TenantAdmin, Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer, Role.AuditRead)]
    public async Task<IActionResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/tenants/{tenant}/retention")] HttpRequest request,
        string tenant,
        FunctionContext context) =>
        Answers.Json(await report.ReadAsync(context.Store(), context.Aborted()));
}
