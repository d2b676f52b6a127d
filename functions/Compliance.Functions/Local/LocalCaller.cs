using System.Net;
using Compliance.Failures;
using Microsoft.AspNetCore.Http;

namespace Compliance.Functions.Local;

/// <summary>
/// Keeps web pages away from a host that trusts everything on its machine. A page of another site can send requests to 127.0.0.1, and by DNS
/// rebinding its own name can mean this machine.
/// </summary>
public static class LocalCaller
{
    /// <summary>421 unless the request names this machine as its host.</summary>
    public static Failure? RefuseHost(HttpRequest request) =>
        IsLoopback(request.Host.Host) ? null : Failure.Misdirected("This host serves only loopback names, such as localhost.");

    /// <summary>
    /// For endpoints that need no token. 403 for a page of another origin (Fetch Metadata; browsers send it to loopback hosts without TLS
    /// too), and 415 for a body that a page may send without asking first (Fetch, 4.8 CORS-preflight).
    /// </summary>
    public static Failure? Refuse(HttpRequest request) =>
        RefuseHost(request)
        ?? (IsOwnOrigin(request) ? null : Failure.Forbidden("Pages of other origins may not call this."))
        ?? (request.HasJsonContentType() ? null : Failure.UnsupportedMediaType("The body must be application/json."));

    static bool IsOwnOrigin(HttpRequest request)
    {
        var (site, origin) = (request.Headers["Sec-Fetch-Site"].ToString(), request.Headers.Origin.ToString());
        if (origin.Length > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out var page) && IsLoopback(page.Host)))
        {
            return false;
        }

        // Without the header it is no browser, or an old one; under the Core Tools the host that the browser named is not known here.
        return site.Length > 0
            ? site is "same-origin" or "none"
            : origin.Length == 0 || origin.EndsWith($"://{request.Host}", StringComparison.Ordinal);
    }

    static bool IsLoopback(string name) =>
        name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(name.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
