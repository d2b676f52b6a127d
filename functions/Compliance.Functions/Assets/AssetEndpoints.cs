using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Net.Http.Headers;

namespace Compliance.Functions.Assets;

/// <summary>What other sites' pages load from here. Public: a script has no secrets.</summary>
public sealed class AssetEndpoints
{
    [Function("CardGuardScript")]
    [AllowAnonymousAccess]
    public IActionResult CardGuardScript(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "assets/card-guard.js")] HttpRequest request) =>
        new ScriptAnswer(ScriptAsset.CardGuard);

    sealed class ScriptAnswer(ScriptAsset script) : IActionResult
    {
        public async Task ExecuteResultAsync(ActionContext context)
        {
            var (request, response) = (context.HttpContext.Request, context.HttpContext.Response);
            ResponseHeaders.SetCommon(response);
            response.Headers[HeaderNames.CacheControl] = "public, max-age=300";
            response.Headers[HeaderNames.ETag] = script.ETag.ToString();
            // Any page may load it and check its integrity (PCI DSS 6.4.3), isolated ones, too.
            response.Headers[HeaderNames.AccessControlAllowOrigin] = "*";
            response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
            if (request.GetTypedHeaders().IfNoneMatch.Any(x => x.Compare(script.ETag, useStrongComparison: false)))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }

            await ResponseHeaders.SendAsync(context.HttpContext, "text/javascript; charset=utf-8", script.Content);
        }
    }
}
