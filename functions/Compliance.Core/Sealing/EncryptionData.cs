using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Compliance.Sealing;

/// <summary>
/// The blob metadata entry <c>encryptiondata</c> of Azure Storage's client-side encryption v2: the wrapping key, the wrapping algorithm
/// and the division of the content into regions. Field names and values are those that the Azure SDK writes.
/// </summary>
/// <param name="KeyId">Id of the wrapping key.</param>
/// <param name="EncryptedKey">The content key with its protocol version (<see cref="ContentKey"/>), wrapped.</param>
/// <param name="Algorithm">Wrapping algorithm: <see cref="KeyWrap"/> or <see cref="RsaOaep"/>.</param>
/// <param name="Protocol"><c>2.0</c> or <c>2.1</c>.</param>
sealed record EncryptionData(string KeyId, byte[] EncryptedKey, string Algorithm, string Protocol, RegionLayout Layout)
{
    /// <summary>Name of the metadata entry.</summary>
    public const string MetadataName = "encryptiondata";

    public const string KeyWrap = "A256KW";
    public const string RsaOaep = "RSA-OAEP-256";

    /// <summary>The protocol that this system writes: regions of 4 MiB.</summary>
    public const string Protocol20 = "2.0";

    /// <summary>Like 2.0, with regions of any length. 64 KiB to 16 MiB are accepted, which limits requests and memory.</summary>
    public const string Protocol21 = "2.1";

    const int SmallestRegion = 64 * 1024;
    const int LargestRegion = 16 * 1024 * 1024;
    const string Mode = "FullBlob";
    const string Cipher = "AES_GCM_256";
    const string Library = "ServerlessCompliance";

    static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public string ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString(Field.EncryptionMode, Mode);
            json.WriteStartObject(Field.WrappedContentKey);
            json.WriteString(Field.KeyId, KeyId);
            json.WriteBase64String(Field.EncryptedKey, EncryptedKey);
            json.WriteString(Field.Algorithm, Algorithm);
            json.WriteEndObject();
            json.WriteStartObject(Field.EncryptionAgent);
            json.WriteString(Field.Protocol, Protocol);
            json.WriteString(Field.EncryptionAlgorithm, Cipher);
            json.WriteEndObject();
            json.WriteStartObject(Field.EncryptedRegionInfo);
            json.WriteNumber(Field.DataLength, Layout.DataLength);
            json.WriteNumber(Field.NonceLength, RegionLayout.NonceLength);
            json.WriteEndObject();
            json.WriteStartObject(Field.KeyWrappingMetadata);
            json.WriteString(Field.EncryptionLibrary, Library);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.ASCII.GetString(buffer.WrittenSpan);
    }

    /// <exception cref="SealedContentException">The entry is missing, malformed or of a kind that is not accepted.</exception>
    public static EncryptionData Parse(string? text)
    {
        try
        {
            using var json = JsonDocument.Parse(text ?? "", Strict);
            var root = json.RootElement;
            var key = root.GetProperty(Field.WrappedContentKey);
            var agent = root.GetProperty(Field.EncryptionAgent);
            var region = root.GetProperty(Field.EncryptedRegionInfo);
            Require(Text(root, Field.EncryptionMode) == Mode);
            Require(Text(agent, Field.EncryptionAlgorithm) == Cipher);
            Require(region.GetProperty(Field.NonceLength).GetInt32() == RegionLayout.NonceLength);
            var protocol = Text(agent, Field.Protocol);
            var layout = new RegionLayout(region.GetProperty(Field.DataLength).GetInt32());
            Require(IsAccepted(protocol, layout));
            return new EncryptionData(
                Text(key, Field.KeyId),
                key.GetProperty(Field.EncryptedKey).GetBytesFromBase64(),
                Text(key, Field.Algorithm),
                protocol,
                layout);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new SealedContentException(SealedContentStage.Metadata, e);
        }
    }

    static bool IsAccepted(string protocol, RegionLayout layout) => protocol switch
    {
        Protocol20 => layout == RegionLayout.Standard,
        Protocol21 => layout.DataLength is >= SmallestRegion and <= LargestRegion,
        _ => false,
    };

    static string Text(JsonElement parent, string name) =>
        parent.GetProperty(name).GetString() ?? throw new SealedContentException(SealedContentStage.Metadata);

    static void Require(bool met)
    {
        if (!met)
        {
            throw new SealedContentException(SealedContentStage.Metadata);
        }
    }

    /// <summary>Names in the serialised form.</summary>
    static class Field
    {
        public const string EncryptionMode = "EncryptionMode";
        public const string WrappedContentKey = "WrappedContentKey";
        public const string KeyId = "KeyId";
        public const string EncryptedKey = "EncryptedKey";
        public const string Algorithm = "Algorithm";
        public const string EncryptionAgent = "EncryptionAgent";
        public const string Protocol = "Protocol";
        public const string EncryptionAlgorithm = "EncryptionAlgorithm";
        public const string EncryptedRegionInfo = "EncryptedRegionInfo";
        public const string DataLength = "DataLength";
        public const string NonceLength = "NonceLength";
        public const string KeyWrappingMetadata = "KeyWrappingMetadata";
        public const string EncryptionLibrary = "EncryptionLibrary";
    }
}
