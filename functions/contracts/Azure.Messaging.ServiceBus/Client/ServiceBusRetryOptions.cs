namespace Azure.Messaging.ServiceBus;

/// <summary>How often, and after which delays, an operation is tried again.</summary>
public class ServiceBusRetryOptions
{
    int maxRetries = 3;
    TimeSpan delay = TimeSpan.FromSeconds(0.8);
    TimeSpan maxDelay = TimeSpan.FromMinutes(1);
    TimeSpan tryTimeout = TimeSpan.FromMinutes(1);

    public ServiceBusRetryMode Mode { get; set; } = ServiceBusRetryMode.Exponential;

    public int MaxRetries
    {
        get => maxRetries;
        set
        {
            BusArgument.InRange(value, 0, 100, nameof(MaxRetries));
            maxRetries = value;
        }
    }

    public TimeSpan Delay
    {
        get => delay;
        set
        {
            BusArgument.InRange(value, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(5), nameof(Delay));
            delay = value;
        }
    }

    public TimeSpan MaxDelay
    {
        get => maxDelay;
        set
        {
            BusArgument.NotNegative(value, nameof(MaxDelay));
            maxDelay = value;
        }
    }

    public TimeSpan TryTimeout
    {
        get => tryTimeout;
        set
        {
            if (value < TimeSpan.Zero)
            {
                throw new ArgumentException("The timeout must be a positive time span.", nameof(TryTimeout));
            }

            BusArgument.InRange(value, TimeSpan.Zero, TimeSpan.FromHours(1), nameof(TryTimeout));
            tryTimeout = value;
        }
    }
}

public enum ServiceBusRetryMode
{
    Fixed = 0,
    Exponential = 1,
}
