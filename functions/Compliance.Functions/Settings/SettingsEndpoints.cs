using Compliance.Access;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Functions.Settings;

/// <summary>A tenant's settings, their history, and changes that wait for a second person (openapi.yaml, Settings).</summary>
public sealed class SettingsEndpoints(TenantSettingsStore settings, SettingsProposals proposals, SettingsHistory history)
{
    const string Route = "api/tenants/{tenant}/settings";
    const string Changes = Route + "/changes";

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
         from replaced in settings.ReplaceAsync(context.Scope(), wanted, tags, context.GetCaller().Pseudonym, context.Aborted())
         select replaced).AnswerAsync(x => Answer(x, tenant));

    [Function("ListSettingsHistory")]
    [Allow(Role.TenantAdmin, Role.AuditRead, Role.PrivacyOfficer)]
    [QueryParameters("limit", "continuation")]
    public Task<IActionResult> History(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route + "/history")] HttpRequest request,
        string tenant,
        FunctionContext context) =>
        (from paging in Paging.Read(request)
         from page in history.ListAsync(context.Scope(), paging.Limit, paging.Continuation, context.Aborted())
         select page).OkAsync();

    [Function("ListSettingsChanges")]
    [Allow(Role.TenantAdmin, Role.AuditRead, Role.PrivacyOfficer)]
    public async Task<IActionResult> Pending(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Changes)] HttpRequest request, string tenant, FunctionContext context)
    {
        var current = await settings.ReadAsync(context.Scope(), context.Aborted());
        var waiting = await proposals.ListAsync(context.Store(), current.Version, context.Aborted());
        return Answers.Json(new SettingsChangeList([.. waiting.Select(x => SettingsChangeView.Of(x, current.Settings))]));
    }

    [Function("ConfirmSettingsChange")]
    [Allow(Role.TenantAdmin, Role.PrivacyOfficer)]
    public Task<IActionResult> Confirm(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Changes + "/{changeId}/confirm")] HttpRequest request,
        string tenant,
        string changeId,
        FunctionContext context) =>
        settings.ConfirmAsync(context.Scope(), changeId, context.GetCaller().Pseudonym, context.Aborted()).AnswerAsync(x => Answer(x, tenant));

    [Function("WithdrawSettingsChange")]
    [Allow(Role.TenantAdmin, Role.PrivacyOfficer)]
    public Task<IActionResult> Withdraw(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Changes + "/{changeId}")] HttpRequest request,
        string tenant,
        string changeId,
        FunctionContext context) =>
        proposals.WithdrawAsync(context.Store(), changeId, context.GetCaller().Pseudonym, context.Aborted()).NoContentAsync();

    static IActionResult Answer(SettingsReplacement replaced, string tenant) => replaced.Proposal is { } proposal
        ? Answers.Json(
            SettingsChangeView.Of(proposal, replaced.Version.Settings),
            StatusCodes.Status202Accepted,
            location: $"/api/tenants/{tenant}/settings/changes")
        : Answers.Json(replaced.Version.Settings, etag: replaced.Version.ETag);
}

/// <summary>A change of settings that waits for a second person.</summary>
/// <param name="Weakens">The settings by which it weakens protection.</param>
/// <param name="Changes">All settings it changes.</param>
public sealed record SettingsChangeView(
    string ChangeId,
    DateTimeOffset ProposedAt,
    string ProposedBy,
    DateTimeOffset ExpiresAt,
    IReadOnlyList<string> Weakens,
    IReadOnlyList<SettingsDifference> Changes)
{
    public static SettingsChangeView Of(SettingsProposal proposal, TenantSettings current) => new(
        proposal.ChangeId,
        proposal.ProposedAt,
        proposal.ProposedBy,
        proposal.ExpiresAt,
        proposal.Weakens,
        SettingsVersion.Changes(current, proposal.Settings));
}

public sealed record SettingsChangeList(IReadOnlyList<SettingsChangeView> Items)
{
    /// <summary>Always null: there is one page.</summary>
    public string? Continuation => null;
}
