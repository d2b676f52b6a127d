using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Compliance.Failures;

namespace Compliance.Json;

/// <summary>
/// JSON by the rules of openapi.yaml: camelCase members and enum values, RFC 3339 timestamps (any offset when read, UTC with <c>Z</c> when
/// written), nulls written. Reading is strict and reports every fault at once, by field path (<c>parties[1].phone</c>) and without values:
/// unknown and repeated fields, wrong types, values outside an enum, missing fields, nulls. A member is optional if it is nullable or has a
/// default (<c>init</c> property or constructor default). A <c>required</c> member, or a constructor parameter with neither, is required.
/// </summary>
public static class StrictJson
{
    /// <summary>Largest body in bytes: 1 MiB.</summary>
    public const int SizeLimit = 1024 * 1024;

    /// <summary>Deepest nesting of objects and arrays.</summary>
    public const int DepthLimit = 32;

    /// <summary>The field name under which a fault of the whole body is reported.</summary>
    public const string Body = "body";

    static readonly JsonDocumentOptions DocumentOptions = new() { MaxDepth = DepthLimit };

    /// <summary>For responses and for stored documents. Read-only.</summary>
    public static JsonSerializerOptions Options { get; } = CreateOptions();

    /// <summary>Reads one value; skips a leading byte order mark.</summary>
    /// <param name="limit">Largest length in bytes, for documents that are not bodies.</param>
    public static Outcome<T> Parse<T>(ReadOnlyMemory<byte> utf8, int limit = SizeLimit)
        where T : notnull
    {
        if (utf8.Span.StartsWith("\uFEFF"u8))
        {
            utf8 = utf8[3..];
        }

        if (utf8.Length > limit)
        {
            return Failure.TooLarge(limit);
        }

        if (utf8.IsEmpty)
        {
            return Faulty(Body, "is empty; JSON was expected");
        }

        if (!Utf8.IsValid(utf8.Span))
        {
            return Faulty(Body, "is not UTF-8");
        }

        try
        {
            using var document = JsonDocument.Parse(utf8, DocumentOptions);
            var errors = new ContractCheck(Options).Check(document.RootElement, typeof(T));
            return errors.Any ? Failure.Invalid(errors) : document.RootElement.Deserialize<T>(Options)!;
        }
        catch (JsonException fault)
        {
            // The reader's own message can quote the body; the location cannot.
            var place = fault.LineNumber is { } line ? $", line {line + 1}, byte {fault.BytePositionInLine + 1}" : "";
            return Faulty(Body, $"is not JSON of the expected form, or is nested deeper than {DepthLimit}{place}");
        }
    }

    /// <summary>Reads the whole stream, at most <see cref="SizeLimit"/> bytes.</summary>
    public static async Task<Outcome<T>> ReadAsync<T>(Stream body, CancellationToken cancellationToken)
        where T : notnull =>
        (await ReadBytesAsync(body, cancellationToken)).IsSuccess(out var bytes, out var failure) ? Parse<T>(bytes) : failure;

    /// <summary>The bytes of a body: at most <paramref name="limit"/> plus a byte order mark.</summary>
    public static async Task<Outcome<ReadOnlyMemory<byte>>> ReadBytesAsync(
        Stream body, CancellationToken cancellationToken, int limit = SizeLimit)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        while (buffer.WrittenCount <= limit + 3)
        {
            var read = await body.ReadAsync(buffer.GetMemory(4096), cancellationToken);
            if (read == 0)
            {
                return buffer.WrittenMemory;
            }

            buffer.Advance(read);
        }

        return Failure.TooLarge(limit);
    }

    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    static Failure Faulty(string field, string message) => Failure.Invalid(field, message);

    static JsonSerializerOptions CreateOptions()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DictionaryKeyPolicy = null,
            UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
            RespectNullableAnnotations = true,
            AllowDuplicateProperties = false,
            MaxDepth = DepthLimit,

            // Responses are application/json with nosniff and never part of a page, so text can stay readable.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        };
        options.Converters.Add(new Rfc3339Converter());
        options.Converters.Add(new EnumConverterFactory());
        options.MakeReadOnly();
        return options;
    }
}
