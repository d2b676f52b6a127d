using System.Text.Json.Serialization.Metadata;

namespace Compliance.Json;

/// <summary>What a scalar of a contract must be, in words that repeat nothing of the input.</summary>
static class Expectations
{
    public static string Of(JsonTypeInfo contract) => contract.Converter is IExpected expected ? expected.Expected : Of(contract.Type);

    static string Of(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.String => "must be a string",
        TypeCode.Boolean => "must be true or false",
        TypeCode.Byte or TypeCode.Int16 or TypeCode.Int32 or TypeCode.Int64 => "must be a whole number in range",
        TypeCode.Single or TypeCode.Double or TypeCode.Decimal => "must be a number in range",
        _ when type == typeof(DateOnly) => "must be a date, like 1970-12-31",
        _ when type == typeof(Guid) => "must be a UUID",
        _ when type == typeof(Uri) => "must be a URL",
        _ => "does not have the form expected here",
    };
}
