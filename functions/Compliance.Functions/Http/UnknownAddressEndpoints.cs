using Compliance.Failures;
using Compliance.Functions.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Functions.Http;

/// <summary>
/// Handles every route and method that no other function handles; the Functions host would answer 404 without a body. The host matches
/// routes that begin with a parameter last, and its own addresses (<c>admin</c>, <c>runtime/webhooks</c>) before those of functions.
/// </summary>
public sealed class UnknownAddressEndpoints(AccessRuleTable rules)
{
    [Function("UnknownAddress")]
    [AllowAnonymousAccess]
    public IActionResult Refuse([HttpTrigger(AuthorizationLevel.Anonymous, Route = AccessRuleTable.AnyRoute)] HttpRequest request)
    {
        var allowed = rules.MethodsAt(request.Path);
        return allowed.Count == 0 || allowed.Contains(request.Method, StringComparer.OrdinalIgnoreCase)
            ? Failure.NotFound("No resource exists at this address.").ToAnswer()
            : new MethodNotAllowedAnswer(allowed);
    }

    /// <summary>405 with the allowed methods (RFC 9110, 15.5.6).</summary>
    sealed class MethodNotAllowedAnswer(IReadOnlyList<string> allowed) : IActionResult
    {
        public Task ExecuteResultAsync(ActionContext context) => ProblemWriter.WriteAsync(
            context.HttpContext,
            new Problem(StatusCodes.Status405MethodNotAllowed, "This address does not answer that method.")
            {
                Headers = [new("Allow", string.Join(", ", allowed))],
            });
    }
}
