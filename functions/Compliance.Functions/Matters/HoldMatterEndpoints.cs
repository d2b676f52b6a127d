using Compliance.Access;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Functions.Orchestrating;
using Compliance.Functions.Recordings;
using Compliance.Identities;
using Compliance.Matters;
using Compliance.Recordings;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compliance.Functions.Matters;

/// <summary>Legal holds by matter (openapi.yaml, Holds).</summary>
public sealed class HoldMatterEndpoints(HoldMatters matters, HoldMatterReader reader, TimeProvider clock)
{
    const string Route = "api/tenants/{tenant}/holds";
    const string One = Route + "/{matter}";

    [Function("ListHolds")]
    [Allow(Role.LegalHolds, Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer, Role.AuditRead)]
    [QueryParameters("state", "reviewDue", "limit", "continuation")]
    public Task<IActionResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route)] HttpRequest request, string tenant, FunctionContext context) =>
        (from paging in Paging.Read(request)
         from filter in HoldMatterFilterParser.Read(request)
         from page in ListAsync(context, filter, paging)
         select page).OkAsync();

    [Function("ReadHold")]
    [Allow(Role.LegalHolds, Role.PrivacyOfficer)]
    public Task<IActionResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = One)] HttpRequest request,
        string tenant,
        string matter,
        FunctionContext context) =>
        (from name in MatterName.Parse(matter)
         from found in reader.ReadAsync(context.Store(), context.Actor(), name, context.Aborted())
         select found).OkAsync();

    [Function("ListHeldRecordings")]
    [Allow(Role.LegalHolds, Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    [QueryParameters("limit", "continuation")]
    public Task<IActionResult> Recordings(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = One + "/recordings")] HttpRequest request,
        string tenant,
        string matter,
        FunctionContext context) =>
        (from name in MatterName.Parse(matter)
         from paging in Paging.Read(request)
         from page in reader.RecordingsAsync(context.Store(), name, paging.Limit, paging.Continuation, context.Aborted())
         select page).OkAsync();

    [Function("PutHold")]
    [Allow(Role.LegalHolds)]
    public Task<IActionResult> Put(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = One)] HttpRequest request,
        string tenant,
        string matter,
        [DurableClient] DurableTaskClient client,
        FunctionContext context) =>
        (from name in MatterName.Parse(matter)
         from current in context.SettingsAsync()
         let normalizer = new IdentityNormalizer(current.Country)
         from form in request.ReadAsync(x => HoldMatterForm.Parse(x, name, normalizer, clock.GetUtcNow()))
         from placed in matters.PutAsync(context.Store(), context.Actor(), name, form, normalizer, context.Aborted())
         from view in StartAsync(client, context, placed)
         select view).AnswerAsync(Accepted);

    [Function("EndHold")]
    [Allow(Role.LegalHolds)]
    public Task<IActionResult> End(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = One)] HttpRequest request,
        string tenant,
        string matter,
        [DurableClient] DurableTaskClient client,
        FunctionContext context) =>
        (from name in MatterName.Parse(matter)
         from released in matters.ReleaseAsync(context.Store(), context.Actor(), name, context.Aborted())
         from view in StartAsync(client, context, released)
         select view).AnswerAsync(Accepted);

    static IActionResult Accepted(HoldMatterView view) =>
        Answers.Json(view, view.State is HoldMatterState.Placing or HoldMatterState.Releasing ? StatusCodes.Status202Accepted : StatusCodes.Status200OK);

    async Task<Outcome<HoldMatterView>> StartAsync(DurableTaskClient client, FunctionContext context, HoldMatterDocument matter)
    {
        if (matter.IsInWork)
        {
            await client.StartAnewAsync(TendHoldsOrchestration.Start(context.Scope()), clock, CancellationToken.None);
        }

        return await reader.ViewAsync(context.Store(), matter, context.Aborted());
    }

    async Task<Outcome<HoldMatterList>> ListAsync(FunctionContext context, HoldMatterFilter filter, Paging paging) =>
        await reader.ListAsync(context.Store(), filter, paging.Limit, paging.Continuation, context.Aborted());
}

/// <summary><c>?state=&amp;reviewDue=</c>.</summary>
static class HoldMatterFilterParser
{
    public static Outcome<HoldMatterFilter> Read(HttpRequest request)
    {
        var errors = new FieldErrors();
        var filter = new HoldMatterFilter(
            QueryValues.Word<HoldMatterState>(request, "state", errors), QueryValues.Flag(request, "reviewDue", errors));
        return errors.Any ? Failure.Invalid(errors) : filter;
    }
}
