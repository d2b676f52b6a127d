namespace Azure.Core;

/// <summary>The argument checks of the Azure SDK, with its messages.</summary>
internal static class Argument
{
    internal static void NotNull(object value, string name)
    {
        if (value is null)
        {
            throw new ArgumentNullException(name);
        }
    }

    internal static void NotEmpty(string value, string name)
    {
        NotNull(value, name);
        if (value.Length == 0)
        {
            throw new ArgumentException("Value cannot be an empty string.", name);
        }
    }

    internal static void NotBlank(string value, string name)
    {
        NotNull(value, name);
        if (string.IsNullOrWhiteSpace(value))
        {
            throw new ArgumentException("Value cannot be empty or contain only white-space characters.", name);
        }
    }

    internal static void NotDefault<T>(T value, string name)
        where T : struct, IEquatable<T>
    {
        if (value.Equals(default))
        {
            throw new ArgumentException("Value cannot be empty.", name);
        }
    }
}
