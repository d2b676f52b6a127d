using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace Compliance.Functions.Assets;

/// <summary>A script of this assembly as it is served: without indentation, blank lines and comments that have a line of their own.</summary>
public sealed class ScriptAsset
{
    ScriptAsset(string name)
    {
        using var resource = typeof(ScriptAsset).Assembly.GetManifestResourceStream(typeof(ScriptAsset), name)
            ?? throw new InvalidOperationException($"{name} is not in the assembly.");
        using var reader = new StreamReader(resource, Encoding.UTF8);
        Content = Encoding.UTF8.GetBytes(Tighten(reader.ReadToEnd()));
        Integrity = "sha256-" + Convert.ToBase64String(SHA256.HashData(Content.Span));
        ETag = new EntityTagHeaderValue($"\"{Integrity}\"");
    }

    public static ScriptAsset CardGuard { get; } = new("card-guard.js");

    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>For a script tag's <c>integrity</c> attribute (W3C Subresource Integrity).</summary>
    public string Integrity { get; }

    public EntityTagHeaderValue ETag { get; }

    // No template literal of ours spans lines, so a line's indentation is never content.
    static string Tighten(string source) => string.Concat(source.Split('\n').Select(x => x.Trim())
        .Where(x => x.Length > 0 && !x.StartsWith("//", StringComparison.Ordinal)).Select(x => x + '\n'));
}
