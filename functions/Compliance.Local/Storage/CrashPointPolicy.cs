using Azure.Core;
using Azure.Core.Pipeline;

namespace Compliance.Local.Storage;

/// <summary>Reaches <c>storage.{container}.{operation}.before</c> and <c>.after</c> for every write to the emulator.</summary>
sealed class CrashPointPolicy(ICrashPoints points) : HttpPipelinePolicy
{
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var name = NameOf(message.Request);
        Reach(name, "before");
        ProcessNext(message, pipeline);
        Reach(name, "after");
    }

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var name = NameOf(message.Request);
        Reach(name, "before");
        await ProcessNextAsync(message, pipeline);
        Reach(name, "after");
    }

    /// <summary>Null for a read.</summary>
    internal static string? NameOf(Request request)
    {
        if (request.Method != RequestMethod.Put && request.Method != RequestMethod.Delete)
        {
            return null;
        }

        // http://127.0.0.1:{port}/{account}/{container}/{blob}
        var uri = request.Uri.ToUri();
        var container = uri.Segments.Length > 2 ? uri.Segments[2].TrimEnd('/') : "account";
        return $"storage.{container}.{OperationOf(request, uri)}";
    }

    void Reach(string? name, string when)
    {
        if (name is not null)
        {
            points.Reach($"{name}.{when}");
        }
    }

    static string OperationOf(Request request, Uri uri)
    {
        if (request.Method == RequestMethod.Delete)
        {
            return "delete";
        }

        var query = System.Web.HttpUtility.ParseQueryString(uri.Query);
        return query["comp"] switch
        {
            null when query["restype"] == "container" => "create",
            null when request.Headers.Contains("x-ms-copy-source") => "copy",
            null => "put",
            "block" => "putblock",
            "blocklist" => "putblocklist",
            "appendblock" => "append",
            "metadata" => "setmetadata",
            "tags" => "settags",
            "properties" => "setproperties",
            var other => other,
        };
    }
}
