using Compliance.Access;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Recordings;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Functions.Recordings;

/// <summary>What the gate found, for incident response (openapi.yaml, Audit). Reading it is audited.</summary>
public sealed class PciFindEndpoints(PciFindReader finds)
{
    [Function("ListPciFinds")]
    [Allow(Role.PrivacyOfficer, Role.TenantAdmin, Role.AuditRead)]
    [QueryParameters("from", "to", "foundSince", "queue", "recordingId", "source", "origin", "limit", "continuation")]
    public Task<IActionResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/tenants/{tenant}/pci/finds")] HttpRequest request,
        string tenant,
        FunctionContext context) =>
        (from query in PciFindQuery.Parse(name => request.Query[name].FirstOrDefault())
         from paging in Paging.Read(request)
         from page in finds.ListAsync(
             context.Store(), context.Actor(), query, paging.Limit, paging.Continuation, context.Aborted())
         select page).OkAsync();
}
