using Compliance.Audit;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Identities;
using Compliance.Settings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compliance.Functions.SubjectRequests;

/// <summary>
/// The page on which anybody files a request with a tenant that has switched it on (setting <c>publicForm</c>). One answer for all that is
/// complete: nothing tells whether the person is known or has asked before. Without an account there is nothing that a page elsewhere could
/// do in somebody's name; browsers that say that a form came from elsewhere are refused all the same.
/// </summary>
public sealed class PublicFormEndpoints(
    TenantStoreFactory stores, TenantSettingsStore settings, SubjectRequestIntake intake, PublicPageBudget budget, TimeProvider clock)
{
    const string Route = "p/{tenant}";
    const string Origin = "SendPublicForm";

    [Function("PublicForm")]
    [AllowAnonymousAccess]
    public async Task<IActionResult> Show(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route)] HttpRequest request, string tenant, FunctionContext context) =>
        await FindAsync(context) is { } found
            ? Page(request, PublicFormState.Empty, StatusCodes.Status200OK, PublicForm.Empty, found.Settings)
            : None(request);

    [Function(Origin)]
    [AllowAnonymousAccess]
    public async Task<IActionResult> Send(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route)] HttpRequest request,
        string tenant,
        [DurableClient] DurableTaskClient client,
        FunctionContext context)
    {
        if (await FindAsync(context) is not { } found)
        {
            return None(request);
        }

        var form = await PublicFormBody.ReadAsync(request);
        if (!budget.TrySpend(found.Scope.Resource, request, PublicPageBudget.OfAForm))
        {
            return Page(request, PublicFormState.Later, StatusCodes.Status429TooManyRequests, form ?? PublicForm.Empty, found.Settings);
        }

        var language = PublicPage.LanguageOf(request);
        var wrong = PublicFormBody.Faults(form, language, new IdentityNormalizer(found.Settings.Country), clock.GetUtcNow());
        if (form is null || wrong.Count > 0)
        {
            return Page(request, PublicFormState.Wrong, StatusCodes.Status400BadRequest, form ?? PublicForm.Empty, found.Settings, wrong);
        }

        var filing = form.Filing(language)!;
        var received = await intake.ReceiveAsync(stores.Open(found.Scope), Actor, filing, found.Settings, context.Aborted());
        if (received.IsSuccess(out var filed, out _))
        {
            await client.MoveAsync(found.Scope, filed.Stored);
        }

        return Page(request, PublicFormState.Received, StatusCodes.Status200OK, PublicForm.Empty, found.Settings);
    }

    /// <returns>Null where this host has no such tenant, or the tenant no such page.</returns>
    async Task<(TenantScope Scope, TenantSettings Settings)?> FindAsync(FunctionContext context)
    {
        if (!context.RequireTenant().IsSuccess(out var scope, out _))
        {
            return null;
        }

        var current = (await settings.ReadAsync(scope, context.Aborted())).Settings;
        return current.PublicForm ? (scope, current) : null;
    }

    static PublicPage None(HttpRequest request) =>
        Page(request, PublicFormState.None, StatusCodes.Status404NotFound, PublicForm.Empty, new TenantSettings());

    static PublicPage Page(
        HttpRequest request,
        PublicFormState state,
        int status,
        PublicForm form,
        TenantSettings settings,
        IReadOnlyCollection<string>? wrong = null) => new(
            PublicFormPage.Write(PublicPage.LanguageOf(request), state, form, settings.ControllerName, wrong ?? []), status);

    static Actor Actor => new(AuditEntry.Anonymous, Origin);
}
