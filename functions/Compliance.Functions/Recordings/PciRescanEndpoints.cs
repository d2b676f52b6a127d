using Compliance.Access;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Functions.Orchestrating;
using Compliance.Recordings;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compliance.Functions.Recordings;

/// <summary>Examines what is sealed with today's gate (openapi.yaml, Audit).</summary>
public sealed class PciRescanEndpoints(PciRescan rescans, TimeProvider clock)
{
    const string Route = "api/tenants/{tenant}/pci/rescan";

    [Function("ReadPciRescan")]
    [Allow(Role.PrivacyOfficer, Role.TenantAdmin)]
    public async Task<IActionResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route)] HttpRequest request, string tenant, FunctionContext context) =>
        Answers.Json(await rescans.ReadAsync(context.Store(), context.Aborted()));

    /// <summary>Repeating the request while the rescan runs refers to it.</summary>
    [Function("StartPciRescan")]
    [Allow(Role.PrivacyOfficer, Role.TenantAdmin)]
    public Task<IActionResult> Start(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route)] HttpRequest request,
        string tenant,
        [DurableClient] DurableTaskClient client,
        FunctionContext context) =>
        (from form in request.ReadAsync(PciRescanForm.Parse)
         from asked in rescans.AskAsync(context.Store(), context.Actor(), form, context.Aborted())
         from started in StartAsync(client, context, asked)
         select started)
        .AnswerAsync(x => Answers.Json(
            x, StatusCodes.Status202Accepted, location: $"/api/tenants/{context.Scope().Resource}/pci/rescan"));

    [Function("CancelPciRescan")]
    [Allow(Role.PrivacyOfficer, Role.TenantAdmin)]
    public Task<IActionResult> Cancel(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Route)] HttpRequest request, string tenant, FunctionContext context) =>
        rescans.CancelAsync(context.Store(), context.Actor(), context.Aborted()).OkAsync();

    async Task<Outcome<PciRescanView>> StartAsync(DurableTaskClient client, FunctionContext context, PciRescanAsked asked)
    {
        var start = RescanRecordingsOrchestration.Start(context.Scope());
        await (asked.IsNew
            ? client.StartAnewAsync(start, clock, CancellationToken.None)
            : client.StartOnceAsync(start, CancellationToken.None));
        return asked.Rescan;
    }
}
