using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Net.Http.Headers;

namespace Compliance.Functions.Assets;

/// <summary>
/// Files that web pages load: the script for pages of other sites, and the explorer of the HTTP contract. None contains secrets.
/// </summary>
public sealed class AssetEndpoints
{
    /// <summary>The page loads only from this host, calls only this host, and cannot be framed.</summary>
    const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    [Function("CardGuardScript")]
    [AllowAnonymousAccess]
    public IActionResult CardGuardScript(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "assets/card-guard.js")] HttpRequest request) =>
        new AssetAnswer(StaticAsset.CardGuard, headers =>
        {
            // Any page may load it and check its integrity (PCI DSS 6.4.3), including cross-origin isolated pages.
            headers[HeaderNames.AccessControlAllowOrigin] = "*";
            headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        });

    [Function("ExplorerPage")]
    [AllowAnonymousAccess]
    public IActionResult ExplorerPage(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "assets/explorer.html")] HttpRequest request) =>
        new AssetAnswer(StaticAsset.ExplorerPage, headers =>
        {
            headers[HeaderNames.ContentSecurityPolicy] = PagePolicy;
            headers["Referrer-Policy"] = "no-referrer";
        });

    [Function("ExplorerStyle")]
    [AllowAnonymousAccess]
    public IActionResult ExplorerStyle(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "assets/explorer.css")] HttpRequest request) =>
        new AssetAnswer(StaticAsset.ExplorerStyle);

    [Function("ExplorerScript")]
    [AllowAnonymousAccess]
    public IActionResult ExplorerScript(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "assets/explorer.js")] HttpRequest request) =>
        new AssetAnswer(StaticAsset.ExplorerScript);

    sealed class AssetAnswer(StaticAsset asset, Action<IHeaderDictionary>? more = null) : IActionResult
    {
        public async Task ExecuteResultAsync(ActionContext context)
        {
            var (request, response) = (context.HttpContext.Request, context.HttpContext.Response);
            ResponseHeaders.SetCommon(response);
            response.Headers[HeaderNames.CacheControl] = "public, max-age=300";
            response.Headers[HeaderNames.ETag] = asset.ETag.ToString();
            more?.Invoke(response.Headers);
            if (request.GetTypedHeaders().IfNoneMatch.Any(x => x.Compare(asset.ETag, useStrongComparison: false)))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }

            await ResponseHeaders.SendAsync(context.HttpContext, asset.ContentType, asset.Content);
        }
    }
}
