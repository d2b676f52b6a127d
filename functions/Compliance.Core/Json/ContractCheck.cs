using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Compliance.Failures;

namespace Compliance.Json;

/// <summary>
/// Compares a document with the contract of a type, member by member. The platform's serializer stops at the first fault and puts its
/// location, and at times the value, in a message; callers need all faults and no value. Converters of single properties are left to the
/// serializer.
/// </summary>
sealed class ContractCheck(JsonSerializerOptions options)
{
    const int MostErrors = 50;

    readonly FieldErrors errors = new();
    int count;

    public FieldErrors Check(JsonElement element, Type type)
    {
        VisitValue(element, type, nullable: false, FieldPath.Root);
        return errors;
    }

    void Visit(JsonElement element, Type type, FieldPath path)
    {
        if (count >= MostErrors)
        {
            return;
        }

        var contract = options.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);
        switch (contract.Kind)
        {
            case JsonTypeInfoKind.Object when Is(element, JsonValueKind.Object, path, "must be an object"):
                VisitObject(element, contract, path);
                break;
            case JsonTypeInfoKind.Dictionary when Is(element, JsonValueKind.Object, path, "must be an object"):
                VisitMembers(element, path, (member, _, at) => VisitValue(member.Value, contract.ElementType!, nullable: false, at));
                break;
            case JsonTypeInfoKind.Enumerable when Is(element, JsonValueKind.Array, path, "must be an array"):
                VisitItems(element, path, (item, at) => VisitValue(item, contract.ElementType!, nullable: false, at));
                break;
            case JsonTypeInfoKind.None:
                VisitLeaf(element, contract, path);
                break;
        }
    }

    void VisitObject(JsonElement element, JsonTypeInfo contract, FieldPath path)
    {
        var known = contract.Properties.ToDictionary(x => x.Name, StringComparer.Ordinal);
        var present = VisitMembers(element, path, (member, name, at) =>
        {
            if (!known.TryGetValue(name, out var property))
            {
                Add(at, at.Closed ? "holds a field that is not known" : "is not known");
            }
            else if (property.CustomConverter is null)
            {
                VisitValue(member.Value, property.PropertyType, property.IsSetNullable, at);
            }
        });

        foreach (var property in known.Values.Where(x => IsRequired(x) && !present.Contains(x.Name)))
        {
            Add(path.Member(property.Name), "is required");
        }
    }

    void VisitValue(JsonElement element, Type type, bool nullable, FieldPath path)
    {
        if (element.ValueKind is not JsonValueKind.Null)
        {
            Visit(element, type, path);
        }
        else if (!nullable && Nullable.GetUnderlyingType(type) is null)
        {
            Add(path, "must not be null");
        }
    }

    HashSet<string> VisitMembers(JsonElement element, FieldPath path, Action<JsonProperty, string, FieldPath> visit)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            if (NameOf(member) is not { } name)
            {
                Add(path, "holds a field name that is not Unicode text");
            }
            else if (!names.Add(name))
            {
                Add(path.Member(name), "must be unique");
            }
            else
            {
                visit(member, name, path.Member(name));
            }
        }

        return names;
    }

    static void VisitItems(JsonElement element, FieldPath path, Action<JsonElement, FieldPath> visit)
    {
        var index = 0;
        foreach (var item in element.EnumerateArray())
        {
            visit(item, path.Item(index++));
        }
    }

    void VisitLeaf(JsonElement element, JsonTypeInfo contract, FieldPath path)
    {
        if (contract.Type == typeof(JsonElement))
        {
            VisitAnything(element, path);
            return;
        }

        try
        {
            var value = element.Deserialize(contract);
            if (value is double.NaN or double.PositiveInfinity or double.NegativeInfinity)
            {
                Add(path, Expectations.Of(contract));
            }
        }
        catch (JsonException)
        {
            Add(path, Expectations.Of(contract));
        }
    }

    void VisitAnything(JsonElement element, FieldPath path)
    {
        if (element.ValueKind is JsonValueKind.Object)
        {
            VisitMembers(element, path, (member, _, at) => VisitAnything(member.Value, at));
        }
        else if (element.ValueKind is JsonValueKind.Array)
        {
            VisitItems(element, path, VisitAnything);
        }
    }

    bool Is(JsonElement element, JsonValueKind kind, FieldPath path, string expected)
    {
        if (element.ValueKind == kind)
        {
            return true;
        }

        Add(path, expected);
        return false;
    }

    void Add(FieldPath path, string message)
    {
        if (count++ < MostErrors)
        {
            errors.Add(path.ToString(), message);
        }
    }

    static bool IsRequired(JsonPropertyInfo property) =>
        property.IsRequired || property.AssociatedParameter is { HasDefaultValue: false, IsNullable: false, IsMemberInitializer: false };

    static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair is not valid text.
            return null;
        }
    }
}
