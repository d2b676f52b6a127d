using System.Net;
using System.Web;
using System.Xml.Linq;
using Compliance.Tenancy;

namespace Compliance.Functions.Tests.Platform;

/// <summary>
/// One storage account. A bearer token's text is the identity's name. The owner's identity may do all; of an account without an owner each
/// identity reaches its own path, as a role assignment with a path condition has it.
/// </summary>
public sealed class FakeBlobAccount(Uri endpoint, TenantId? owner, TimeProvider clock)
{
    readonly Dictionary<string, FakeBlobContainer> containers = new(StringComparer.Ordinal);
    readonly FakeDelegation delegation = new(endpoint, clock);

    public Uri Endpoint => endpoint;

    /// <summary>Keeps what was overwritten or deleted as versions.</summary>
    public bool Versioning { get; set; }

    /// <summary>Keeps what was deleted, listed on demand only.</summary>
    public bool SoftDelete { get; set; }

    public FakeDelegation Delegation => delegation;

    public FakeBlobContainer Container(string name) => containers.TryGetValue(name, out var there)
        ? there
        : containers[name] = new FakeBlobContainer(this, name, clock);

    internal HttpResponseMessage Answer(HttpRequestMessage request, byte[] body)
    {
        lock (containers)
        {
            var query = HttpUtility.ParseQueryString(request.RequestUri!.Query);
            var path = Uri.UnescapeDataString(request.RequestUri.AbsolutePath).Split('/', 3);
            var (container, blob) = (path[1], path.Length == 3 ? path[2] : null);
            if (Identity(request, query, out var permissions) is not { } identity)
            {
                return FakeBlobAnswer.Error(HttpStatusCode.Forbidden, "AuthenticationFailed");
            }

            if (!IsAllowed(identity, request.Method, query, container, blob))
            {
                return FakeBlobAnswer.Error(HttpStatusCode.Forbidden, "AuthorizationPermissionMismatch");
            }

            return (query["restype"], query["comp"]) switch
            {
                ("service", "userdelegationkey") => delegation.Give(identity, XDocument.Load(new MemoryStream(body))),
                ("container", "list") => Container(container).List(query),
                ("container", null) => FakeBlobAnswer.Of(request.Method == HttpMethod.Put ? HttpStatusCode.Created : HttpStatusCode.OK),
                _ when permissions is not null && !Container(container).Permits(permissions, request.Method, query, blob!) =>
                    FakeBlobAnswer.Error(HttpStatusCode.Forbidden, "AuthorizationPermissionMismatch"),
                _ => Container(container).Answer(request, query, blob!, body),
            };
        }
    }

    string? Identity(HttpRequestMessage request, System.Collections.Specialized.NameValueCollection query, out string? permissions)
    {
        permissions = query["sp"];
        return query["sig"] is null
            ? (request.Headers.Authorization is { Scheme: "Bearer", Parameter: { } token } ? token : null)
            : delegation.Signer(request.RequestUri!, query);
    }

    bool IsAllowed(
        string identity, HttpMethod method, System.Collections.Specialized.NameValueCollection query, string container, string? blob)
    {
        if (owner is { } only)
        {
            return identity == only.ToString();
        }

        var own = identity + "/";
        return query["restype"] switch
        {
            "service" => true,
            "container" when query["comp"] == "list" => query["prefix"]?.StartsWith(own, StringComparison.Ordinal) == true,
            "container" => method == HttpMethod.Get || method == HttpMethod.Head,
            _ => container.Length > 0 && blob?.StartsWith(own, StringComparison.Ordinal) == true,
        };
    }
}
