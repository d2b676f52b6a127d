namespace Azure.Messaging.ServiceBus;

/// <summary>The argument checks of Service Bus, with its messages.</summary>
internal static class BusArgument
{
    internal static void NotTooLong(string value, int limit, string name)
    {
        if (value?.Length > limit)
        {
            throw new ArgumentOutOfRangeException(name, $"The argument '{name}' cannot exceed {limit} characters.");
        }
    }

    internal static void Positive(TimeSpan value, string name)
    {
        if (value <= TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(
                name, $"Argument {name} must be a positive timespan value. The provided value was {value}.");
        }
    }

    internal static void NotNegative(TimeSpan value, string name)
    {
        if (value < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(
                name, $"Argument {name} must be a non-negative timespan value. The provided value was {value}.");
        }
    }

    internal static void AtLeast(int value, int minimum, string name)
    {
        if (value < minimum)
        {
            throw new ArgumentOutOfRangeException(name, $"The value supplied must be greater than or equal to {minimum}.");
        }
    }

    internal static void InRange<T>(T value, T minimum, T maximum, string name)
        where T : IComparable<T>
    {
        if (value.CompareTo(minimum) < 0)
        {
            throw new ArgumentOutOfRangeException(name, "Value is less than the minimum allowed.");
        }

        if (value.CompareTo(maximum) > 0)
        {
            throw new ArgumentOutOfRangeException(name, "Value is greater than the maximum allowed.");
        }
    }

    internal static void NotClosed(bool closed, string type)
    {
        if (closed)
        {
            throw new ObjectDisposedException(type, $"{type} has already been closed and cannot perform the requested operation.");
        }
    }
}
