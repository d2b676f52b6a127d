using System.Text.RegularExpressions;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Compliance.Local.Storage;

/// <summary>
/// Reaches <c>storage.{container}.{kind}.{operation}.before</c> and <c>.after</c> on every write to the emulator. The kind is the first
/// part of the blob name that is a word (<c>requests/{id}/plan/00000</c> gives <c>plan</c>); it is omitted if there is none.
/// </summary>
sealed partial class CrashPointPolicy(ICrashPoints points) : HttpPipelinePolicy
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
        return $"storage.{container}{KindOf(uri)}.{OperationOf(request, uri)}";
    }

    void Reach(string? name, string when)
    {
        if (name is not null)
        {
            points.Reach($"{name}.{when}");
        }
    }

    static string KindOf(Uri uri)
    {
        var words = uri.Segments.Skip(3).Select(x => Word().Match(x)).Where(x => x.Success);
        return words.FirstOrDefault() is { } word ? $".{word.Value}" : "";
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

    [GeneratedRegex("^[a-z]{3,12}(?=-|/?$)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();
}
