using Compliance.Model;
using Compliance.Tenancy;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Functions.Access;

/// <summary>
/// An attempted operation in opaque words: the route template without its values, and a recording's id or the function's name.
/// </summary>
public sealed record Attempt(string Operation, AccessRule? Rule, string Origin, string Resource, TenantId? RouteTenant)
{
    public static Attempt Of(FunctionContext context, HttpContext http, AccessRule? rule)
    {
        var template = rule is null ? context.FunctionDefinition.Name : "/" + rule.Route;
        var named = RecordingId.TryParse(http.Request.RouteValues["recordingId"] as string, out var recording);
        return new Attempt(
            context.InvocationId,
            rule,
            $"{MethodOf(http)} {template}",
            named ? $"recordings/{recording}" : $"functions/{context.FunctionDefinition.Name}",
            CallerExtensions.RouteTenant(http.Request));
    }

    /// <summary>The method is text from the caller, so only the usual ones are repeated.</summary>
    static string MethodOf(HttpContext http) =>
        http.Request.Method is "GET" or "HEAD" or "POST" or "PUT" or "PATCH" or "DELETE" or "OPTIONS" ? http.Request.Method : "OTHER";
}
