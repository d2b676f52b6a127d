using Compliance.Access;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Functions.Orchestrating;
using Compliance.Functions.Recordings;
using Compliance.Keys;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compliance.Functions.Keys;

/// <summary>Requests a re-wrap of the key ring and reports its status (openapi.yaml, Keys).</summary>
public sealed class RotationEndpoints(KeyRotation rotation, RotationReading reading, TimeProvider clock)
{
    const string Route = "api/tenants/{tenant}/keys/rotation";

    [Function("ReadRotation")]
    [Allow(Role.TenantAdmin, Role.AuditRead, Role.PrivacyOfficer)]
    public async Task<IActionResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route)] HttpRequest request, string tenant, FunctionContext context) =>
        Answers.Json(await reading.ReadAsync(context.Scope(), request.HttpContext.RequestAborted));

    /// <summary>Repeating the request while a rotation runs refers to that rotation.</summary>
    [Function("RotateKeyRing")]
    [Allow(Role.TenantAdmin)]
    public async Task<IActionResult> Ask(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route)] HttpRequest request,
        string tenant,
        [DurableClient] DurableTaskClient client,
        FunctionContext context)
    {
        await RotateAsync(client, context);
        var view = await reading.ReadAsync(context.Scope(), context.Aborted());
        return Answers.Json(view, StatusCodes.Status202Accepted, location: $"/api/tenants/{context.Scope().Resource}/keys/rotation");
    }

    async Task RotateAsync(DurableTaskClient client, FunctionContext context)
    {
        if (await rotation.AskAsync(context.Scope(), context.Actor(), context.Aborted()))
        {
            await client.StartAnewAsync(RotateKeysOrchestration.Start(context.Scope()), clock, CancellationToken.None);
        }
        else
        {
            await client.StartOnceAsync(RotateKeysOrchestration.Start(context.Scope()), CancellationToken.None);
        }
    }
}
