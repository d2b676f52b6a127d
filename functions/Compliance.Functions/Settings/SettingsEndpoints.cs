using Compliance.Access;
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
    public async Task<IActionResult> Replace(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Route)] HttpRequest request, string tenant, FunctionContext context)
    {
        if (!IfMatch.Read(request).IsSuccess(out var tags, out var failure))
        {
            return failure.ToAnswer();
        }

        var cancellation = request.HttpContext.RequestAborted;
        if (!(await request.ReadJsonAsync<TenantSettings>(cancellation)).IsSuccess(out var wanted, out failure))
        {
            return failure.ToAnswer();
        }

        var replaced = await settings.ReplaceAsync(context.Scope(), wanted, tags, context.GetCaller().Pseudonym, cancellation);
        return replaced.IsSuccess(out var version, out failure) ? Answers.Json(version.Settings, etag: version.ETag) : failure.ToAnswer();
    }
}
