using System.Globalization;
using System.Text.Json.Nodes;

namespace Compliance.EndToEnd.Tests.Harness;

/// <summary>Changes one place of a document, named as the contract's errors name it: <c>parties[1].phone</c>.</summary>
public static class JsonEdits
{
    /// <param name="json">The new value; null takes the member away.</param>
    public static JsonObject With(this JsonObject document, string path, string? json)
    {
        var copy = document.DeepClone().AsObject();
        var steps = path.Replace("[", ".[", StringComparison.Ordinal).Split('.');
        JsonNode place = copy;
        foreach (var step in steps[..^1])
        {
            place = (step[0] == '[' ? place[Index(step)] : place[step]) ?? throw new ArgumentException(
                "There is no such place.", nameof(path));
        }

        var value = json is null ? null : JsonNode.Parse(json);
        if (place is JsonArray array)
        {
            array[Index(steps[^1])] = value;
        }
        else if (json is null)
        {
            place.AsObject().Remove(steps[^1]);
        }
        else
        {
            place[steps[^1]] = value;
        }

        return copy;
    }

    static int Index(string step) => int.Parse(step.Trim('[', ']'), CultureInfo.InvariantCulture);
}
