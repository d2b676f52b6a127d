using System.Globalization;
using Compliance.Access;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Retention;
using Compliance.Settings;
using Compliance.SubjectRequests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Functions.Retention;

/// <summary>The rules of the retention, what it did, and what stays although its day has passed (openapi.yaml, Retention).</summary>
public sealed class RetentionEndpoints(RetentionReport report, RetentionRuleDesk desk, QuarterReports quarters)
{
    const string Route = "api/tenants/{tenant}/retention";
    const string Change = Route + "/changes/{changeId}";

    [Function("ReadRetention")]
    [Allow(Role.TenantAdmin, Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer, Role.AuditRead)]
    public async Task<IActionResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route)] HttpRequest request, string tenant, FunctionContext context)
    {
        var (view, tag) = await report.ReadAsync(context.Store(), context.Aborted());
        return Answers.Json(view, etag: tag);
    }

    [Function("ListRetentionReports")]
    [Allow(Role.TenantAdmin, Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer, Role.AuditRead)]
    public async Task<IActionResult> Reports(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route + "/reports")] HttpRequest request,
        string tenant,
        FunctionContext context) =>
        Answers.Json(await quarters.ListAsync(context.Store(), context.Aborted()));

    [Function("ReadRetentionReport")]
    [Allow(Role.TenantAdmin, Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer, Role.AuditRead)]
    public async Task<IActionResult> Report(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route + "/reports/{quarter}")] HttpRequest request,
        string tenant,
        string quarter,
        FunctionContext context) =>
        RetentionQuarter.TryParse(quarter, out var wanted)
        && await quarters.FindAsync(context.Store(), wanted, context.Aborted()) is { } signed
            ? new ContentAnswer(SignedStatement.ContentType, signed)
            : Failure.NotFound("There is no report of this quarter.").ToAnswer();

    [Function("ReadRetentionReportPage")]
    [Allow(Role.TenantAdmin, Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer, Role.AuditRead)]
    public async Task<IActionResult> ReportPage(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route + "/reports/{quarter}/pages/{page}")] HttpRequest request,
        string tenant,
        string quarter,
        string page,
        FunctionContext context) =>
        RetentionQuarter.TryParse(quarter, out var wanted)
        && int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && await quarters.FindPageAsync(context.Store(), wanted, number, context.Aborted()) is { } json
            ? new ContentAnswer("application/json", json)
            : Failure.NotFound("There is no such page of a report.").ToAnswer();

    [Function("ReplaceRetention")]
    [Allow(Role.TenantAdmin)]
    public Task<IActionResult> Replace(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Route)] HttpRequest request, string tenant, FunctionContext context) =>
        (from tags in IfMatch.ReadOptional(request)
         from form in request.ReadJsonAsync<RetentionForm>(context.Aborted())
         from change in desk.ReplaceAsync(
             context.Store(), form.Rules, tags.Given, context.GetCaller().Pseudonym, context.Aborted())
         select change).AnswerAsync(x => Answers.Json(
             x,
             StatusCodes.Status202Accepted,
             location: x.NeedsConfirmation ? $"/api/tenants/{tenant}/retention/changes/{x.ChangeId}" : $"/api/tenants/{tenant}/retention"));

    [Function("ReadRetentionChange")]
    [Allow(Role.TenantAdmin, Role.PrivacyOfficer, Role.AuditRead)]
    public Task<IActionResult> ReadChange(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Change)] HttpRequest request,
        string tenant,
        string changeId,
        FunctionContext context) =>
        desk.FindAsync(context.Store(), changeId, context.Aborted()).OkAsync();

    [Function("ConfirmRetentionChange")]
    [Allow(Role.TenantAdmin, Role.PrivacyOfficer)]
    public Task<IActionResult> Confirm(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Change + "/confirm")] HttpRequest request,
        string tenant,
        string changeId,
        FunctionContext context) =>
        desk.ConfirmAsync(context.Store(), changeId, context.GetCaller().Pseudonym, context.Aborted()).OkAsync();

    [Function("WithdrawRetentionChange")]
    [Allow(Role.TenantAdmin, Role.PrivacyOfficer)]
    public Task<IActionResult> Withdraw(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Change)] HttpRequest request,
        string tenant,
        string changeId,
        FunctionContext context) =>
        desk.WithdrawAsync(context.Store(), changeId, context.GetCaller().Pseudonym, context.Aborted()).NoContentAsync();
}
