using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using Compliance.Sealing;

namespace Compliance.Keys;

/// <summary>
/// The wrapped keys of a key record of either kind: one at the top level (<see cref="KeyRecord"/>), or a list <c>keys</c>
/// (<see cref="RecordingKeyRecord"/>). All other members stay unchanged, even those that this version does not know.
/// </summary>
sealed class WrappedKeyEditor
{
    readonly JsonObject record;
    readonly IReadOnlyList<JsonObject> places;
    readonly List<WrappedKey> keys;

    WrappedKeyEditor(JsonObject record, IReadOnlyList<JsonObject> places) =>
        (this.record, this.places, keys) = (record, places, [.. places.Select(Read)]);

    /// <summary>In the record's order.</summary>
    public IReadOnlyList<WrappedKey> Keys => keys;

    public static bool TryParse(BinaryData json, [NotNullWhen(true)] out WrappedKeyEditor? keys)
    {
        keys = null;
        try
        {
            if (JsonNode.Parse(json) is not JsonObject record || record["v"]?.GetValue<int>() != KeyRecord.Version)
            {
                return false;
            }

            var found = record["keys"] is JsonArray list ? list.Select(Place).ToList() : [record];
            keys = new WrappedKeyEditor(record, found);
            return true;
        }
        catch (Exception other) when (other is JsonException or FormatException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <param name="index">Index in <see cref="Keys"/>.</param>
    public void Replace(int index, WrappedKey wrapped)
    {
        places[index]["kid"] = wrapped.KeyId;
        places[index]["wrapped"] = Convert.ToBase64String(wrapped.Bytes.Span);
        keys[index] = wrapped;
    }

    public BinaryData ToJson() => new(JsonSerializer.SerializeToUtf8Bytes(record));

    static JsonObject Place(JsonNode? item) => item as JsonObject ?? throw new FormatException("The item is not a wrapped key.");

    static WrappedKey Read(JsonObject place) =>
        place["kid"]?.GetValue<string>() is { Length: > 0 } kid
        && place["wrapped"]?.GetValue<string>() is { Length: > 0 } wrapped
        && place["alg"]?.GetValue<string>() == KeyRecord.Algorithm
            ? new WrappedKey(kid, Convert.FromBase64String(wrapped))
            : throw new FormatException("The item is not a wrapped key.");
}
