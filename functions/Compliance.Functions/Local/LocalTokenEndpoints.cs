using Compliance.Access;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Local.Tokens;
using Compliance.Tenancy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Local;

/// <summary>Issues tokens on one machine, where there is no directory. The published app does not contain this function.</summary>
/// <param name="tokens">Null if the app runs on a platform other than <see cref="LocalPlatform"/>.</param>
public sealed class LocalTokenEndpoints(IOptions<TenancyOptions> tenancy, LocalTokens? tokens = null)
{
    [Function("IssueLocalToken")]
    [AllowAnonymousAccess]
    public Task<IActionResult> Issue(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/local/tokens")] HttpRequest request, FunctionContext context) =>
        IssueAsync(request, context.CancellationToken).OkAsync();

    async Task<Outcome<IssuedToken>> IssueAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (tokens is null)
        {
            return Failure.NotFound("No resource exists at this address.");
        }

        if (LocalCaller.Refuse(request) is { } refusal)
        {
            return refusal;
        }

        if (!(await request.ReadJsonAsync<TokenRequest>(cancellationToken)).IsSuccess(out var asked, out var failure))
        {
            return failure;
        }

        return Check(asked) is { Any: true } errors ? Failure.Invalid(errors) : tokens.Issue(WithAgent(asked));
    }

    /// <summary>On one machine a desktop's agent is whoever asks for its token, unless the request names another.</summary>
    static TokenRequest WithAgent(TokenRequest asked) =>
        asked is { AgentId: null, Calls: null } && asked.Roles?.Contains(RoleNames.NameOf(Role.CallsControl), StringComparer.Ordinal) is true
            ? asked with { AgentId = asked.Subject ?? "agent-1" }
            : asked;

    FieldErrors Check(TokenRequest request)
    {
        var errors = new FieldErrors();
        if (!tenancy.Value.Tenants.ContainsKey(request.Tenant.ToString()))
        {
            errors.Add("tenant", $"is not a tenant of this host, which serves {string.Join(", ", tenancy.Value.Tenants.Keys)}");
        }

        var roles = request.Roles ?? [];
        for (var i = 0; i < roles.Count; i++)
        {
            if (!RoleNames.TryParse(roles[i], out _))
            {
                errors.Add($"roles[{i}]", $"must be one of {string.Join(", ", RoleNames.ByName.Keys)}");
            }
        }

        if (request.Calls is not (null or "*"))
        {
            errors.Add("calls", "must be *, for a bridge that may signal about every call");
        }

        if (request.AgentId is { Length: 0 or > 128 })
        {
            errors.Add("agentId", "must be 1-128 characters");
        }

        return errors;
    }
}
