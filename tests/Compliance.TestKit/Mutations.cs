using System.Text;
using System.Text.Json.Nodes;

namespace Compliance.TestKit;

/// <summary>Changes that a careless or hostile sender makes to something valid: bytes, lengths, and members of JSON. Seeded.</summary>
public sealed class Mutations(int seed)
{
    const int MostEdits = 4;

    static readonly Func<JsonNode?>[] Values =
    [
        () => null, () => true, () => -1, () => 0, () => long.MaxValue, () => 1e308, () => 0.1, () => "", () => " ", () => "\u0000",
        () => "\u202e", () => "\ud83d\ude00", () => new string('9', 400), () => new string('x', 70_000), () => "../../etc/passwd",
        () => "2026-02-30T25:61:61Z", () => "9999-12-31T23:59:59.9999999+14:00", () => "<script>", () => "a:b|c*?\"", () => new JsonObject(),
        () => new JsonArray(), () => new JsonArray(null, 1, "x"), () => new JsonObject { ["__proto__"] = new JsonArray() },
    ];

    readonly Random random = new(seed);

    /// <summary>Flips, cuts, repeats, drops and inserts stretches.</summary>
    public byte[] Of(ReadOnlySpan<byte> content)
    {
        var bytes = content.ToArray().ToList();
        for (var edits = random.Next(1, MostEdits + 1); edits > 0 && bytes.Count > 0; edits--)
        {
            var (at, length) = (random.Next(bytes.Count), 1 << random.Next(0, 7));
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(length, bytes.Count - at));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(length, bytes.Count - at)));
                    break;
                case 4:
                    bytes.InsertRange(at, Enumerable.Repeat((byte)random.Next(256), length));
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>The JSON with members changed, added, removed or repeated; now and then its bytes are changed instead.</summary>
    public byte[] Of(JsonNode json)
    {
        if (random.Next(4) == 0)
        {
            return Of(Encoding.UTF8.GetBytes(json.ToJsonString()));
        }

        var root = json.DeepClone();
        for (var edits = random.Next(1, MostEdits + 1); edits > 0; edits--)
        {
            Edit(root);
        }

        var text = root.ToJsonString();
        return random.Next(20) switch
        {
            0 => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)],
            1 => Encoding.Unicode.GetBytes(text),
            2 => Encoding.UTF8.GetBytes(text + text),
            3 => Encoding.UTF8.GetBytes(new string('[', 5000)),
            4 when text.Length > 2 && text[0] == '{' => Encoding.UTF8.GetBytes($"{text[..^1]},{text[1..]}"),
            _ => Encoding.UTF8.GetBytes(text),
        };
    }

    void Edit(JsonNode root)
    {
        var places = Containers(root).ToArray();
        switch (places[random.Next(places.Length)])
        {
            case JsonObject { Count: > 0 } item:
                var (name, value) = item.ElementAt(random.Next(item.Count));
                item.Remove(name);
                if (random.Next(4) is var what and > 0)
                {
                    item[what == 1 ? name + "s" : name] = what == 1 ? value?.DeepClone() : Value();
                }

                break;
            case JsonObject item:
                item["unexpected"] = Value();
                break;
            case JsonArray { Count: > 0 } list when random.Next(3) > 0:
                list[random.Next(list.Count)] = Value();
                break;
            case JsonArray list:
                list.Add(list.Count > 0 ? list[0]?.DeepClone() : Value());
                break;
        }
    }

    JsonNode? Value() => Values[random.Next(Values.Length)]();

    static IEnumerable<JsonNode> Containers(JsonNode node) => node switch
    {
        JsonObject item => item.Select(x => x.Value).OfType<JsonNode>().SelectMany(Containers).Prepend(item),
        JsonArray list => list.OfType<JsonNode>().SelectMany(Containers).Prepend(list),
        _ => [],
    };
}
