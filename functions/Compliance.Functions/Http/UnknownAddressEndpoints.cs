using Compliance.Failures;
using Compliance.Functions.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Functions.Http;

/// <summary>
/// Takes what no other function's route or method does: the Functions host would answer 404 without a body. It sorts routes that begin with
/// a parameter behind all others, and its own addresses (<c>admin</c>, <c>runtime/webhooks</c>) before the functions'.
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

    /// <summary>405 with the methods that there are (RFC 9110, 15.5.6).</summary>
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
