using Compliance.Access;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Functions.Orchestrating;
using Compliance.Recordings;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compliance.Functions.Recordings;

/// <summary>Writes the blind index anew under today's spelling of identities (openapi.yaml, Subjects).</summary>
public sealed class ReindexEndpoints(IdentityReindex reindex, TimeProvider clock)
{
    const string Route = "api/tenants/{tenant}/identities/reindex";

    [Function("ReadReindex")]
    [Allow(Role.PrivacyOfficer, Role.TenantAdmin)]
    public async Task<IActionResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route)] HttpRequest request, string tenant, FunctionContext context) =>
        Answers.Json(await reindex.ReadAsync(context.Store(), context.Aborted()));

    /// <summary>Repeating the request while it runs refers to the running one.</summary>
    [Function("StartReindex")]
    [Allow(Role.PrivacyOfficer, Role.TenantAdmin)]
    public async Task<IActionResult> Start(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route)] HttpRequest request,
        string tenant,
        [DurableClient] DurableTaskClient client,
        FunctionContext context)
    {
        var isNew = await reindex.AskAsync(context.Store(), context.Actor(), context.Aborted());
        var start = ReindexIdentitiesOrchestration.Start(context.Scope());
        await (isNew ? client.StartAnewAsync(start, clock, CancellationToken.None) : client.StartOnceAsync(start, CancellationToken.None));
        return Answers.Json(
            await reindex.ReadAsync(context.Store(), context.Aborted()),
            StatusCodes.Status202Accepted,
            location: $"/api/tenants/{context.Scope().Resource}/identities/reindex");
    }
}
