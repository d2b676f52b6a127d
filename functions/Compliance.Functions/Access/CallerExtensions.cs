using Compliance.Access;
using Compliance.Failures;
using Compliance.Settings;
using Compliance.Tenancy;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Access;

/// <summary>What an HTTP function reads from its context: the caller, and the tenant of the resource.</summary>
public static class CallerExtensions
{
    const string CallerItem = "Compliance.Caller";

    /// <summary>The caller, as determined by the middleware.</summary>
    /// <exception cref="InvalidOperationException">The function is anonymous or is not an HTTP function.</exception>
    public static Caller GetCaller(this FunctionContext context) =>
        context.Items.TryGetValue(CallerItem, out var item) && item is Caller caller
            ? caller
            : throw new InvalidOperationException($"Function {context.FunctionDefinition.Name} has no caller.");

    /// <summary>Identity from the token, resource from the route: two sources that never share a variable.</summary>
    public static TenantScope Scope(this FunctionContext context)
    {
        var identity = context.GetCaller().Tenant;
        return RouteTenant(context.Request()) is { } resource
            ? new TenantScope(identity, resource)
            : throw new InvalidOperationException($"The route of function {context.FunctionDefinition.Name} names no tenant.");
    }

    /// <summary>The stores of the route's tenant, opened with the identity of the caller's tenant.</summary>
    public static TenantStore Store(this FunctionContext context) =>
        context.InstanceServices.GetRequiredService<TenantStoreFactory>().Open(context.Scope());

    /// <summary>The settings of the route's tenant, as a step of a query.</summary>
    public static async Task<Outcome<TenantSettings>> SettingsAsync(this FunctionContext context)
    {
        var settings = context.InstanceServices.GetRequiredService<TenantSettingsStore>();
        return (await settings.ReadAsync(context.Scope(), context.Aborted())).Settings;
    }

    /// <summary>Cancelled when the caller disconnects or the host stops.</summary>
    public static CancellationToken Aborted(this FunctionContext context) => context.Request().HttpContext.RequestAborted;

    /// <summary>For anonymous functions: the route's tenant with its own identity; 404 if this host does not serve it.</summary>
    public static Outcome<TenantScope> RequireTenant(this FunctionContext context)
    {
        var served = context.InstanceServices.GetRequiredService<IOptions<TenancyOptions>>().Value;
        return RouteTenant(context.Request()) is { } resource && served.Find(resource) is { } identity
            ? new TenantScope(identity, resource)
            : Failure.NotFound("The tenant does not exist.");
    }

    internal static void SetCaller(this FunctionContext context, Caller caller) => context.Items[CallerItem] = caller;

    internal static HttpRequest Request(this FunctionContext context) =>
        context.GetHttpContext()?.Request
        ?? throw new InvalidOperationException($"Function {context.FunctionDefinition.Name} is not an HTTP function.");

    internal static TenantId? RouteTenant(HttpRequest request) =>
        TenantId.TryParse(request.RouteValues[AccessRuleTable.TenantParameter] as string, out var tenant) ? tenant : null;

    /// <summary>The registered tenant with that id, in the spelling of the registration.</summary>
    internal static TenantId? Find(this TenancyOptions served, TenantId tenant)
    {
        foreach (var id in served.Tenants.Keys)
        {
            if (TenantId.TryParse(id, out var registered) && registered == tenant)
            {
                return registered;
            }
        }

        return null;
    }
}
