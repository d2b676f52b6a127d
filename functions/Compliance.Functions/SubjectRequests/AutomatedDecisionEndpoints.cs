using Compliance.Access;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Functions.Recordings;
using Compliance.SubjectRequests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Functions.SubjectRequests;

/// <summary>A tenant's register of automated decisions (openapi.yaml, Automated decisions; GDPR Art. 22).</summary>
public sealed class AutomatedDecisionEndpoints(AutomatedDecisionRegister register)
{
    const string Route = "api/tenants/{tenant}/automatedDecisions";
    const string One = Route + "/{automatedDecisionId}";

    [Function("ListAutomatedDecisions")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer, Role.TenantAdmin)]
    public async Task<IActionResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route)] HttpRequest request, string tenant, FunctionContext context)
    {
        var listed = await register.ListAsync(context.Store(), context.Aborted());
        return Answers.Json(new AutomatedDecisionList(
            [.. listed.Entries.Select(x => AutomatedDecisionView.Of(x.Id, x.Document.Current))], listed.Unverifiable));
    }

    [Function("ReadAutomatedDecision")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer, Role.TenantAdmin)]
    public Task<IActionResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = One)] HttpRequest request,
        string tenant,
        string automatedDecisionId,
        FunctionContext context) =>
        (from id in Known(automatedDecisionId)
         from stored in register.FindAsync(context.Store(), id, context.Aborted())
         select stored).AnswerAsync(x => Answer(x, StatusCodes.Status200OK));

    [Function("PutAutomatedDecision")]
    [Allow(Role.TenantAdmin)]
    public Task<IActionResult> Put(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = One)] HttpRequest request,
        string tenant,
        string automatedDecisionId,
        FunctionContext context) =>
        (from id in Named(automatedDecisionId)
         from form in request.ReadAsync(AutomatedDecision.Parse)
         from tags in IfMatch.ReadOptional(request)
         from put in register.PutAsync(context.Store(), context.Actor(), id, form, tags.Given, context.Aborted())
         select put).AnswerAsync(x => Answer(x.Stored, x.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK));

    static IActionResult Answer(StoredAutomatedDecision stored, int status) => Answers.Json(
        new AutomatedDecisionHistory(
            AutomatedDecisionView.Of(stored.Id, stored.Document.Current),
            [.. stored.Document.Versions.Skip(1).Select(x => AutomatedDecisionView.Of(stored.Id, x))]),
        status,
        etag: stored.Document.Tag);

    static Outcome<AutomatedDecisionId> Known(string text) => AutomatedDecisionId.TryParse(text, out var id)
        ? id
        : Failure.NotFound("The register of automated decisions has no such entry.");

    static Outcome<AutomatedDecisionId> Named(string text) => AutomatedDecisionId.TryParse(text, out var id)
        ? id
        : Failure.Invalid("automatedDecisionId", AutomatedDecisionId.Rule);
}

/// <summary>One version of an entry of the register.</summary>
/// <param name="ChangedBy">A pseudonym.</param>
public sealed record AutomatedDecisionView(
    AutomatedDecisionId AutomatedDecisionId,
    int Version,
    DateTimeOffset ChangedAt,
    string ChangedBy,
    string Name,
    string Decides,
    string Logic,
    string Significance,
    string Consequences,
    string Ground,
    string? Law,
    bool SpecialCategories,
    string? SpecialCategoriesGround,
    IReadOnlyList<string> Reviewers,
    IReadOnlyList<string> Queues,
    DateTimeOffset Since,
    DateTimeOffset? Until)
{
    public static AutomatedDecisionView Of(AutomatedDecisionId id, AutomatedDecisionVersion version)
    {
        var decision = version.Decision;
        return new(
            id,
            version.Version,
            version.ChangedAt,
            version.ChangedBy,
            decision.Name,
            decision.Decides,
            decision.Logic,
            decision.Significance,
            decision.Consequences,
            decision.Ground,
            decision.Law,
            decision.SpecialCategories,
            decision.SpecialCategoriesGround,
            decision.Reviewers,
            decision.Queues,
            decision.Since,
            decision.Until);
    }
}

public sealed record AutomatedDecisionList(IReadOnlyList<AutomatedDecisionView> Items, int Unverifiable)
{
    /// <summary>Always null: there is one page.</summary>
    public string? Continuation => null;
}

/// <param name="Earlier">Earlier versions, newest first.</param>
public sealed record AutomatedDecisionHistory(AutomatedDecisionView Current, IReadOnlyList<AutomatedDecisionView> Earlier);
