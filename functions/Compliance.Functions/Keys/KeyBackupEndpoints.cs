using Compliance.Access;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Functions.Recordings;
using Compliance.Keys;
using Compliance.Tenancy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compliance.Functions.Keys;

/// <summary>Backups of the key ring (openapi.yaml, Keys): taken automatically once a day, and on request of an administrator.</summary>
public sealed class KeyBackupEndpoints(TenantStoreFactory stores, KeyBackupStore backups, TimeProvider clock)
{
    const string Route = "api/tenants/{tenant}/keys/backups";

    /// <summary>A second request within this time gets the existing backup.</summary>
    static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);

    [Function("TakeKeyBackups")]
    [Allow(Role.TenantAdmin)]
    public async Task<IActionResult> Take(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route)] HttpRequest request,
        string tenant,
        [DurableClient] DurableTaskClient client,
        FunctionContext context) =>
        await backups.NewestAsync(context.Store(), context.Aborted(), Fresh) is { } fresh
            ? Answers.Json(KeyBackupView.Of(fresh))
            : Answers.Json(
                KeyBackupView.Of(await client.BackUpAsync(context.Scope(), context.Actor(), clock, context.Aborted())),
                StatusCodes.Status202Accepted,
                location: $"/api/tenants/{context.Scope().Resource}/keys/backups");

    [Function("ListKeyBackups")]
    [Allow(Role.TenantAdmin, Role.AuditRead, Role.PrivacyOfficer)]
    public async Task<IActionResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route)] HttpRequest request, string tenant, FunctionContext context)
    {
        var found = await backups.ListAsync(stores.Open(context.Scope()), request.HttpContext.RequestAborted);
        return Answers.Json(new KeyBackupList([.. found.Select(KeyBackupView.Of)]));
    }
}
