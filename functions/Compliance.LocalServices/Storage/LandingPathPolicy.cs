using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Compliance.Tenancy;

namespace Compliance.Local.Storage;

/// <summary>
/// Enforces what a path condition <c>{tenant}/</c> on the tenant's identity enforces on Azure, because the emulator knows only account
/// keys. A request to the landing account for another tenant's blobs, or for all blobs, fails with 403 before it is sent.
/// </summary>
sealed class LandingPathPolicy(TenantId tenant) : HttpPipelinePolicy
{
    readonly string prefix = tenant + "/";

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Check(message.Request);
        ProcessNext(message, pipeline);
    }

    public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Check(message.Request);
        return ProcessNextAsync(message, pipeline);
    }

    /// <exception cref="RequestFailedException">403: the blob is not the tenant's.</exception>
    internal static void Check(TenantId tenant, string blobName)
    {
        if (!blobName.StartsWith(tenant + "/", StringComparison.Ordinal))
        {
            throw Refused();
        }
    }

    void Check(Request request)
    {
        var uri = request.Uri.ToUri();
        var query = System.Web.HttpUtility.ParseQueryString(uri.Query);
        // /{account}/{container}/{blob}
        var path = Uri.UnescapeDataString(uri.AbsolutePath).Split('/', 4);

        // The properties of a container belong to no blob: path conditions do not apply to them, and the health check reads them.
        if (path.Length == 3 && (request.Method == RequestMethod.Get || request.Method == RequestMethod.Head)
            && query["restype"] == "container" && query["comp"] is null)
        {
            return;
        }

        var name = path.Length == 4 ? path[3]
            : request.Method == RequestMethod.Get && query["comp"] == "list" ? query["prefix"]
            : null;
        if (name is null || !name.StartsWith(prefix, StringComparison.Ordinal) || name.Split('/').Contains("..", StringComparer.Ordinal))
        {
            throw Refused();
        }
    }

    static RequestFailedException Refused() =>
        new(403, "The tenant's identity has no access to this path of the landing account.", "AuthorizationFailure", innerException: null);
}
