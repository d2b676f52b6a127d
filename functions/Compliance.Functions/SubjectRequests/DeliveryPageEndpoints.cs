using System.Text;
using Compliance.Audit;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Functions.Recordings;
using Compliance.Settings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.SubjectRequests;

/// <summary>
/// The page on which a person fetches the answer, without an account: one look and one failure for every link, whether it exists or not.
/// </summary>
public sealed class DeliveryPageEndpoints(
    TenantStoreFactory stores,
    TenantSettingsStore settings,
    DeliveryDoor door,
    DeliveryHandover handover,
    PublicPageBudget budget,
    Downloads downloads,
    ILogger<DeliveryPageEndpoints> log)
{
    const string Route = "p/{tenant}/{token}";
    const string Origin = "CollectDelivery";

    [Function("DeliveryPage")]
    [AllowAnonymousAccess]
    public IActionResult Show(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route)] HttpRequest request, string tenant, string token) =>
        Page(request, StatusCodes.Status200OK);

    [Function(Origin)]
    [AllowAnonymousAccess]
    public async Task<IActionResult> Collect(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route)] HttpRequest request,
        string tenant,
        string token,
        FunctionContext context)
    {
        if (!context.RequireTenant().IsSuccess(out var scope, out _))
        {
            return Page(request, StatusCodes.Status404NotFound);
        }

        return !budget.TrySpend(scope.Resource, request)
            ? Page(request, StatusCodes.Status429TooManyRequests)
            : await OpenAsync(request, scope, token, context) ?? Page(request, StatusCodes.Status404NotFound);
    }

    /// <returns>Null for every failure.</returns>
    async Task<IActionResult?> OpenAsync(HttpRequest request, TenantScope scope, string token, FunctionContext context)
    {
        var store = stores.Open(scope);
        if (await CollectForm.ReadAsync(request) is not { } form
            || await door.OpenAsync(store, token, form.Code, form.What, context.Aborted()) is not { } open)
        {
            return null;
        }

        var current = (await settings.ReadAsync(scope, context.Aborted())).Settings;
        if (form.What is DisclosedThing.Letter)
        {
            return await handover.LetterAsync(store, open, current, Actor, context.Aborted()) is { } letter
                ? new ContentAnswer("text/html; charset=utf-8", Encoding.UTF8.GetBytes(letter))
                : null;
        }

        if (downloads.Enter(context, scope.Resource, open.Key.Id).Failure is not null)
        {
            return Page(request, StatusCodes.Status429TooManyRequests);
        }

        return await handover.PackageAsync(store, open, current, Actor, context.Aborted()) is { } package
            ? new VerifiedFileAnswer(package.File, open.Key.Request.ToString(), log)
            : null;
    }

    static PublicPage Page(HttpRequest request, int status) => new(DeliveryPage.Write(PublicPage.LanguageOf(request), status), status);

    static Actor Actor => new(AuditEntry.Anonymous, Origin);
}
