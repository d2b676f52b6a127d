using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Compliance.Failures;
using Compliance.Json;

namespace Compliance.Forms;

/// <summary>
/// Reads a body and applies the rules that its types cannot express, so that one response reports the faults of both kinds. For the rules,
/// a faulty body is read again without its faulty fields. Required members may then be null; rules ignore nulls.
/// </summary>
static class CheckedBody
{
    static readonly JsonSerializerOptions Lenient = CreateLenient();

    /// <param name="rules">Adds faults by field path.</param>
    public static Outcome<T> Parse<T>(ReadOnlyMemory<byte> utf8, Action<T, FieldErrors> rules)
        where T : class
    {
        var broken = new FieldErrors();
        if (StrictJson.Parse<T>(utf8).IsSuccess(out var body, out var failure))
        {
            rules(body, broken);
            return broken.Any ? Failure.Invalid(broken) : body;
        }

        if (failure.Errors is not { } faults || Rest<T>(utf8, faults) is not { } rest)
        {
            return failure;
        }

        rules(rest, broken);
        foreach (var (field, messages) in broken.ByField.Where(x => !faults.ByField.Keys.Any(fault => Overlap(fault, x.Key))))
        {
            Array.ForEach(messages, x => faults.Add(field, x));
        }

        return failure;
    }

    static T? Rest<T>(ReadOnlyMemory<byte> utf8, FieldErrors faults)
        where T : class
    {
        var paths = faults.ByField.Keys.ToHashSet(StringComparer.Ordinal);
        if (paths.Contains(StrictJson.Body))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = StrictJson.DepthLimit });
            var rest = new ArrayBufferWriter<byte>(utf8.Length);
            using (var writer = new Utf8JsonWriter(rest))
            {
                Copy(document.RootElement, FieldPath.Root, paths, writer);
            }

            return JsonSerializer.Deserialize<T>(rest.WrittenSpan, Lenient);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // There are more faults than are listed, or names that are not valid text: the listed faults are a sufficient answer.
            return null;
        }
    }

    static void Copy(JsonElement element, FieldPath path, HashSet<string> faults, Utf8JsonWriter writer)
    {
        if (faults.Contains(path.ToString()))
        {
            writer.WriteNullValue();
            return;
        }

        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in element.EnumerateObject().Where(x => !faults.Contains(path.Member(x.Name).ToString())))
                {
                    writer.WritePropertyName(member.Name);
                    Copy(member.Value, path.Member(member.Name), faults, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                var index = 0;
                foreach (var item in element.EnumerateArray())
                {
                    Copy(item, path.Item(index++), faults, writer);
                }

                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    /// <summary>One field equals or contains the other: rules must not judge a field that could not be read completely.</summary>
    static bool Overlap(string a, string b) => a == b || Within(a, b) || Within(b, a);

    static bool Within(string whole, string part) =>
        part.Length > whole.Length && part.StartsWith(whole, StringComparison.Ordinal) && part[whole.Length] is '.' or '[';

    static JsonSerializerOptions CreateLenient() => new(StrictJson.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
        RespectNullableAnnotations = false,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { MakeOptional } },
    };

    static void MakeOptional(JsonTypeInfo contract)
    {
        foreach (var property in contract.Properties)
        {
            property.IsRequired = false;
        }
    }
}
