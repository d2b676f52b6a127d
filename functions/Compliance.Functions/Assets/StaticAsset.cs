using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace Compliance.Functions.Assets;

/// <summary>A file of this assembly as served: without indentation, blank lines and comment lines.</summary>
public sealed class StaticAsset
{
    StaticAsset(string name, string contentType)
    {
        using var resource = typeof(StaticAsset).Assembly.GetManifestResourceStream(typeof(StaticAsset), name)
            ?? throw new InvalidOperationException($"{name} is not in the assembly.");
        using var reader = new StreamReader(resource, Encoding.UTF8);
        ContentType = contentType;
        Content = Encoding.UTF8.GetBytes(Tighten(reader.ReadToEnd()));
        Integrity = "sha256-" + Convert.ToBase64String(SHA256.HashData(Content.Span));
        ETag = new EntityTagHeaderValue($"\"{Integrity}\"");
    }

    public static StaticAsset CardGuard { get; } = new("card-guard.js", "text/javascript; charset=utf-8");

    public static StaticAsset ExplorerPage { get; } = new("explorer.html", "text/html; charset=utf-8");

    public static StaticAsset ExplorerStyle { get; } = new("explorer.css", "text/css; charset=utf-8");

    public static StaticAsset ExplorerScript { get; } = new("explorer.js", "text/javascript; charset=utf-8");

    public string ContentType { get; }

    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>For a script tag's <c>integrity</c> attribute (W3C Subresource Integrity).</summary>
    public string Integrity { get; }

    public EntityTagHeaderValue ETag { get; }

    // No template literal in our files spans lines, so indentation is never content.
    static string Tighten(string source) => string.Concat(source.Split('\n').Select(x => x.Trim())
        .Where(x => x.Length > 0 && !x.StartsWith("//", StringComparison.Ordinal)).Select(x => x + '\n'));
}
