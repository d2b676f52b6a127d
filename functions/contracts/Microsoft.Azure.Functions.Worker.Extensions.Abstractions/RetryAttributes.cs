namespace Microsoft.Azure.Functions.Worker;

/// <summary>How often the host runs a failed function again. Only for triggers with the capability "FunctionLevelRetry".</summary>
[AttributeUsage(AttributeTargets.Method)]
public abstract class RetryAttribute : Attribute
{
    public RetryAttribute()
    {
    }

    public int MaxRetryCount { get; set; }
}

/// <summary>Retries after the same delay each time; the delay is written hh:mm:ss.</summary>
public sealed class FixedDelayRetryAttribute : RetryAttribute
{
    public FixedDelayRetryAttribute(int maxRetryCount, string delayInterval)
    {
        if (!TimeSpan.TryParse(delayInterval, out var delay))
        {
            throw new ArgumentOutOfRangeException(nameof(delayInterval));
        }

        if (delay < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(delayInterval), "The TimeSpan must not be negative.");
        }

        MaxRetryCount = maxRetryCount;
        DelayInterval = delayInterval;
    }

    public string DelayInterval { get; }
}
