using Compliance.Access;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Functions.Settings;

/// <summary>A tenant's settings (openapi.yaml, Settings).</summary>
public sealed class SettingsEndpoints(TenantSettingsStore settings)
{
    const string Route = "api/tenants/{tenant}/settings";

    [Function("ReadSettings")]
    [Allow(Role.TenantAdmin)]
    public async Task<IActionResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route)] HttpRequest request, string tenant, FunctionContext context)
    {
        var current = await settings.ReadAsync(context.Scope(), request.HttpContext.RequestAborted);
        return Answers.Json(current.Settings, etag: current.ETag);
    }

    [Function("ReplaceSettings")]
    [Allow(Role.TenantAdmin)]
    public Task<IActionResult> Replace(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Route)] HttpRequest request, string tenant, FunctionContext context) =>
        (from tags in IfMatch.Read(request)
         from wanted in request.ReadJsonAsync<TenantSettings>(context.Aborted())
         from version in settings.ReplaceAsync(context.Scope(), wanted, tags, context.GetCaller().Pseudonym, context.Aborted())
         select version).AnswerAsync(x => Answers.Json(x.Settings, etag: x.ETag));
}
