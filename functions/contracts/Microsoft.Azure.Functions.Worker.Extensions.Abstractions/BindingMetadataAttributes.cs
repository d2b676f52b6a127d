namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>What a kind of binding can do; read by the build.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class BindingCapabilitiesAttribute(params string[] capabilities) : Attribute
{
    public string[] Capabilities { get; private set; } = capabilities;
}

/// <summary>The name a property has in the function's metadata.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BindingPropertyNameAttribute(string bindingPropertyName) : Attribute
{
    public string BindingPropertyName { get; } = bindingPropertyName ?? throw new ArgumentNullException(nameof(bindingPropertyName));
}

/// <summary>The value a binding's property has in the function's metadata when it is not set.</summary>
[AttributeUsage(AttributeTargets.Property)]
public class DefaultValueAttribute : Attribute
{
    public DefaultValueAttribute(string stringDefault) => DefaultStringValue = stringDefault;

    public DefaultValueAttribute(bool boolDefault) => DefaultBoolValue = boolDefault;

    public string? DefaultStringValue { get; }

    public bool? DefaultBoolValue { get; }
}

/// <summary>Marks converters that read their content after the function was called.</summary>
[AttributeUsage(AttributeTargets.Class)]
public class SupportsDeferredBindingAttribute : Attribute;

public static class KnownBindingCapabilities
{
    public const string FunctionLevelRetry = "FunctionLevelRetry";
}
