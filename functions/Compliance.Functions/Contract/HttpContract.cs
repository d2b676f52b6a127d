using System.Text;
using YamlDotNet.Serialization;

namespace Compliance.Functions.Contract;

/// <summary>The HTTP contract (OpenAPI 3.1), <c>functions/openapi.yaml</c>, embedded in this assembly.</summary>
public static class HttpContract
{
    static readonly Lazy<byte[]> Converted = new(Convert);

    /// <summary>The file unchanged, in UTF-8.</summary>
    public static ReadOnlyMemory<byte> Yaml { get; } = Read();

    /// <summary>The contract as JSON, in UTF-8, for pages and tools that cannot read YAML.</summary>
    public static ReadOnlyMemory<byte> Json => Converted.Value;

    static byte[] Read()
    {
        using var resource = typeof(HttpContract).Assembly.GetManifestResourceStream(typeof(HttpContract), "openapi.yaml")
            ?? throw new InvalidOperationException("openapi.yaml is not in the assembly.");
        using var content = new MemoryStream();
        resource.CopyTo(content);
        return content.ToArray();
    }

    static byte[] Convert()
    {
        var document = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build()
            .Deserialize<object>(Encoding.UTF8.GetString(Yaml.Span));
        return Encoding.UTF8.GetBytes(new SerializerBuilder().JsonCompatible().Build().Serialize(document));
    }
}
