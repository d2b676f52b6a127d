using Compliance.Access;
using Compliance.Failures;
using Compliance.Functions.Http;
using Compliance.Tenancy;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Compliance.Functions.Access;

/// <summary>
/// Admits only callers whom the function's rule allows. 401 without a valid token. 403 for another tenant, with the same answer whether it
/// exists or not. 403 that names the missing role for the caller's own tenant. An admitted caller is available through
/// <see cref="CallerExtensions.GetCaller"/>.
/// </summary>
public sealed class AccessMiddleware(
    AccessRuleTable rules, TokenValidator tokens, RoleDerivation derivation, IPrincipalPseudonyms pseudonyms, RolesSeen seen, RefusalAudit refusals)
    : IFunctionsWorkerMiddleware
{
    static readonly Failure NoToken = Failure.Unauthenticated("A bearer token is required.", tokenGiven: false);
    static readonly Failure BadToken = Failure.Unauthenticated("The bearer token is not valid here.", tokenGiven: true);
    static readonly Failure Denied = Failure.Forbidden("The caller may not do this.");

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        var http = context.GetHttpContext();
        if (http is null || rules.Find(context.FunctionDefinition.Name) is { Anonymous: true })
        {
            await next(context);
            return;
        }

        var refusal = await AdmitAsync(context, http);
        if (refusal is null)
        {
            await next(context);
        }
        else
        {
            // No result is set, so the host sends what has been written.
            await ProblemWriter.WriteAsync(http, refusal);
        }
    }

    async Task<Failure?> AdmitAsync(FunctionContext context, HttpContext http)
    {
        var attempt = Attempt.Of(context, http, rules.Find(context.FunctionDefinition.Name));
        var header = http.Request.Headers.Authorization;
        var check = await tokens.CheckAsync(header.Count > 1 ? null : header.ToString());
        if (check.Principal is not { } principal)
        {
            await refusals.WriteAnonymousAsync(attempt, check.Fault!.Value);
            return check.Fault is TokenFault.Missing ? NoToken : BadToken;
        }

        if (attempt.Rule is not { } rule)
        {
            await refusals.WriteAsync(attempt, principal, "rule");
            return Denied;
        }

        var identity = principal.Tenant;
        var resource = rule.HasTenant ? CallerExtensions.RouteTenant(http.Request) : identity;
        if (resource != identity)
        {
            await refusals.WriteAsync(attempt, principal, "tenant");
            return Denied;
        }

        var scope = new TenantScope(identity, resource.Value);
        var roles = await derivation.DeriveAsync(scope, principal.Roles, rule.Roles, http.RequestAborted);
        if (!rule.Roles.Any(roles.Contains))
        {
            await refusals.WriteAsync(attempt, principal, "role");
            return MissingRole(rule);
        }

        var pseudonym = await pseudonyms.OfAsync(scope, principal.Subject, principal.Name, http.RequestAborted);
        await seen.NoteAsync(scope, pseudonym, principal.Roles, http.RequestAborted);
        context.SetCaller(principal.As(pseudonym, roles));
        return null;
    }

    static Failure MissingRole(AccessRule rule)
    {
        string[] names = [.. rule.Roles.Select(RoleNames.NameOf)];
        return Failure.Forbidden(names.Length == 1
            ? $"This operation requires the role {names[0]}."
            : $"This operation requires one of the roles {string.Join(", ", names)}.");
    }
}
