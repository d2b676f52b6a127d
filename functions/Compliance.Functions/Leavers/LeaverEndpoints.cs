using Compliance.Access;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Functions.Recordings;
using Compliance.Leavers;
using Compliance.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Functions.Leavers;

/// <summary>Employees who left (openapi.yaml, Employees).</summary>
public sealed class LeaverEndpoints(LeaverDesk desk, LeaverBulk bulk, LeaverReader reader, TimeProvider clock)
{
    const string Route = "api/tenants/{tenant}/agents";
    const string One = Route + "/{employeeId}";

    [Function("ListLeavers")]
    [Allow(Role.TenantAdmin, Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    [QueryParameters("limit", "continuation")]
    public Task<IActionResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route)] HttpRequest request, string tenant, FunctionContext context) =>
        (from paging in Paging.Read(request)
         from current in context.SettingsAsync()
         from page in ListAsync(context, current, paging)
         select page).OkAsync();

    [Function("PutLeavers")]
    [Allow(Role.TenantAdmin)]
    public Task<IActionResult> PutAll(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route)] HttpRequest request, string tenant, FunctionContext context) =>
        (from body in request.ReadLinesAsync(LeaverBulk.MostBytes, context.Aborted())
         from lines in LeaverBulk.Split(body)
         from current in context.SettingsAsync()
         from results in PutAsync(context, lines, current)
         select results).AnswerAsync(x => new ContentAnswer("application/x-ndjson", x));

    [Function("ReadLeaver")]
    [Allow(Role.TenantAdmin, Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    public Task<IActionResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = One)] HttpRequest request,
        string tenant,
        string employeeId,
        FunctionContext context) =>
        (from id in EmployeeId.Parse(employeeId)
         from current in context.SettingsAsync()
         from view in reader.ReadAsync(context.Store(), id, current, context.Aborted())
         select view).OkAsync();

    [Function("PutLeaver")]
    [Allow(Role.TenantAdmin)]
    public Task<IActionResult> Put(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = One)] HttpRequest request,
        string tenant,
        string employeeId,
        FunctionContext context) =>
        (from id in EmployeeId.Parse(employeeId)
         from current in context.SettingsAsync()
         from leaver in request.ReadAsync(x => new LeaverParser(current, clock.GetUtcNow()).Parse(id, x))
         from put in PutAsync(context, leaver)
         select (View: LeaverView.Of(put.Document, context.Store().Tenant, current), put.Change))
        .AnswerAsync(x => Answers.Json(
            x.View, x.Change is LeaverChange.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK));

    [Function("TakeBackLeaver")]
    [Allow(Role.TenantAdmin)]
    public Task<IActionResult> TakeBack(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = One)] HttpRequest request,
        string tenant,
        string employeeId,
        FunctionContext context) =>
        (from id in EmployeeId.Parse(employeeId)
         from gone in desk.TakeBackAsync(context.Store(), context.Actor(), id, context.Aborted())
         select gone).NoContentAsync();

    async Task<Outcome<(LeaverDocument Document, LeaverChange Change)>> PutAsync(FunctionContext context, Leaver leaver) =>
        await desk.PutAsync(context.Store(), context.Actor(), leaver, context.Aborted());

    async Task<Outcome<byte[]>> PutAsync(
        FunctionContext context, IReadOnlyList<(int Line, ReadOnlyMemory<byte> Json)> lines, TenantSettings current) =>
        await bulk.PutAsync(
            context.Store(), context.Actor(), lines, new LeaverParser(current, clock.GetUtcNow()), context.Aborted());

    async Task<Outcome<LeaverList>> ListAsync(FunctionContext context, TenantSettings current, Paging paging) =>
        await reader.ListAsync(context.Store(), current, paging.Limit, paging.Continuation, context.Aborted());
}
