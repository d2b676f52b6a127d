using System.Text.Json;
using System.Text.Json.Serialization;

namespace Compliance.Pci;

/// <summary>Writes and reads an enum by its name in camel case; refuses numbers.</summary>
sealed class CamelCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
