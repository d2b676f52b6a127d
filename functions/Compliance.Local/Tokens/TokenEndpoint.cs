using Compliance.Access;
using Compliance.Failures;
using Compliance.Json;
using Compliance.Local.Http;
using Compliance.Tenancy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Compliance.Local.Tokens;

/// <summary><c>POST /api/local/tokens</c>: there is no directory on one machine. It does not exist on Azure.</summary>
static class TokenEndpoint
{
    public static void Map(IEndpointRouteBuilder routes, LocalTokens tokens, IReadOnlyCollection<TenantId> tenants) =>
        routes.MapMethods("api/local/tokens", [HttpMethods.Post], async http =>
        {
            var parsed = await StrictJson.ReadAsync<TokenRequest>(http.Request.Body, http.RequestAborted);
            if (!parsed.IsSuccess(out var request, out var failure))
            {
                await LocalProblems.WriteAsync(http, failure);
                return;
            }

            var errors = Check(request, tenants);
            if (errors.Any)
            {
                await LocalProblems.WriteAsync(http, new Failure.Invalid(errors));
                return;
            }

            await http.Response.WriteAsJsonAsync(tokens.Issue(request), StrictJson.Options, http.RequestAborted);
        });

    static FieldErrors Check(TokenRequest request, IReadOnlyCollection<TenantId> tenants)
    {
        var errors = new FieldErrors();
        if (!tenants.Contains(request.Tenant))
        {
            errors.Add("tenant", $"is not served here; this host has {string.Join(", ", tenants)}");
        }

        var roles = request.Roles ?? [];
        for (var i = 0; i < roles.Count; i++)
        {
            if (!RoleNames.TryParse(roles[i], out _))
            {
                errors.Add($"roles[{i}]", $"must be one of {string.Join(", ", RoleNames.ByName.Keys)}");
            }
        }

        return errors;
    }
}
