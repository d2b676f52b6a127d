using System.Text.Json;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Local.Hosting;

/// <summary>One binding of a function as in the generated metadata: JSON in camel case (<c>{"name","type","direction",…}</c>).</summary>
public sealed class FunctionBinding
{
    readonly JsonElement json;

    FunctionBinding(JsonElement json) => this.json = json;

    public string Name => Required("name");

    public string Type => Required("type");

    public BindingDirection Direction => Enum.Parse<BindingDirection>(Required("direction"), ignoreCase: true);

    public bool IsTrigger => Type.EndsWith("Trigger", StringComparison.Ordinal);

    public static FunctionBinding Parse(string json) => new(JsonSerializer.Deserialize<JsonElement>(json));

    /// <summary>Null if the attribute omits it.</summary>
    public string? Text(string property) => json.TryGetProperty(property, out var value) ? value.GetString() : null;

    /// <exception cref="LocalStartException">The binding does not have the property.</exception>
    public string Required(string property) => Text(property) ?? throw new LocalStartException($"A binding has no {property}: {json}.");

    public IReadOnlyList<string> Texts(string property) =>
        json.TryGetProperty(property, out var values) ? [.. values.EnumerateArray().Select(x => x.GetString()!)] : [];

    public bool Flag(string property) => json.TryGetProperty(property, out var value) && value.GetBoolean();

    /// <summary>The binding as it was written.</summary>
    public override string ToString() => json.GetRawText();
}
