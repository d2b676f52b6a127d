using System.Globalization;
using System.Text.Json.Nodes;

namespace Compliance.Infra.Tests;

/// <summary>A resource of a snapshot. Paths are names and indexes with dots between them.</summary>
sealed record Resource(JsonObject Json)
{
    public string Type => Text("type");

    public string Name => Text("name");

    public string Id => Text("id");

    /// <summary>Of a role assignment: what it is on.</summary>
    public string On => Text("on");

    /// <summary>Whether it extends another, as a lock does.</summary>
    public bool IsAt(Resource other) => Id.StartsWith($"{other.Id}/providers/", StringComparison.Ordinal);

    /// <summary>Null where there is nothing, or null.</summary>
    public JsonNode? this[string path] => path.Split('.').Aggregate((JsonNode?)Json, (at, name) => at switch
    {
        JsonObject all => all[name],
        JsonArray all when int.TryParse(name, CultureInfo.InvariantCulture, out var i) && i < all.Count => all[i],
        _ => null,
    });

    /// <summary>Empty where there is no string.</summary>
    public string Text(string path) => this[path] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    public bool Flag(string path) => this[path] is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

    public int? Number(string path) => this[path] is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;

    public IEnumerable<Resource> Each(string path) => (this[path] as JsonArray ?? []).Select(x => new Resource(x!.AsObject()));

    public IEnumerable<string> Texts(string path) => (this[path] as JsonArray ?? []).Select(x => x!.GetValue<string>());

    /// <param name="value">Null takes the property away.</param>
    public void Set(string path, JsonNode? value)
    {
        var cut = path.LastIndexOf('.');
        var (parent, name) = cut < 0 ? (Json, path) : (this[path[..cut]], path[(cut + 1)..]);
        switch (parent)
        {
            case JsonObject all when value is null:
                all.Remove(name);
                break;
            case JsonObject all:
                all[name] = value;
                break;
            case JsonArray all:
                all[int.Parse(name, CultureInfo.InvariantCulture)] = value;
                break;
            default:
                throw new InvalidOperationException($"{Type} {Name} has no {path}.");
        }
    }

    /// <summary>Writes a text where another stands, wherever in the resource.</summary>
    public void Replace(string text, string by)
    {
        var before = Json.ToJsonString(Deployment.Readable);
        var after = JsonNode.Parse(before.Replace(text, by, StringComparison.Ordinal))!.AsObject();
        if (!before.Contains(text, StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"{Type} {Name} has no {text}.");
        }

        foreach (var (name, value) in after)
        {
            Json[name] = value?.DeepClone();
        }
    }

    public Resource Copy() => new(Json.DeepClone().AsObject());
}
