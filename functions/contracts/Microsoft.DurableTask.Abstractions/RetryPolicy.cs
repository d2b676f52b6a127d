using System.ComponentModel;
using DurableTask.Core;
using CoreExceptions = DurableTask.Core.Exceptions;

namespace Microsoft.DurableTask;

/// <summary>A declarative retry: attempts in all, and the delays between them.</summary>
public class RetryPolicy
{
    public RetryPolicy(
        int maxNumberOfAttempts,
        TimeSpan firstRetryInterval,
        double backoffCoefficient = 1.0,
        TimeSpan? maxRetryInterval = null,
        TimeSpan? retryTimeout = null)
    {
        Demand(maxNumberOfAttempts > 0, nameof(maxNumberOfAttempts), maxNumberOfAttempts, "greater than zero.");
        Demand(firstRetryInterval > TimeSpan.Zero, nameof(firstRetryInterval), firstRetryInterval, "greater than zero.");
        Demand(!(backoffCoefficient < 1.0), nameof(backoffCoefficient), backoffCoefficient, "greater or equal to 1.0.");
        DemandNotShorter(maxRetryInterval, firstRetryInterval, nameof(maxRetryInterval));
        DemandNotShorter(retryTimeout, firstRetryInterval, nameof(retryTimeout));

        MaxNumberOfAttempts = maxNumberOfAttempts;
        FirstRetryInterval = firstRetryInterval;
        BackoffCoefficient = backoffCoefficient;
        MaxRetryInterval = maxRetryInterval ?? TimeSpan.FromHours(1);
        RetryTimeout = retryTimeout ?? Timeout.InfiniteTimeSpan;
        Handle = _ => true;
    }

    public int MaxNumberOfAttempts { get; }

    public TimeSpan FirstRetryInterval { get; }

    public double BackoffCoefficient { get; }

    public TimeSpan MaxRetryInterval { get; }

    public TimeSpan RetryTimeout { get; }

    [EditorBrowsable(EditorBrowsableState.Never)]
    public Func<Exception, bool> Handle { get; private init; }

    [Obsolete("This functionality is not implemented. Will be removed in the future. Use TaskOptions.FromRetryHandler or HandleFailure instead.")]
    public Func<Exception, Task<bool>>? HandleAsync { get; set; }

    public Func<TaskFailureDetails, bool> HandleFailure
    {
        init => Handle = exception => value.Invoke(DetailsOf(exception));
    }

    static TaskFailureDetails DetailsOf(Exception exception)
    {
        FailureDetails? details = exception switch
        {
            CoreExceptions.TaskFailedException activity => activity.FailureDetails,
            CoreExceptions.SubOrchestrationFailedException orchestration => orchestration.FailureDetails,
            _ => null,
        };
        return TaskFailureDetails.FromCore(details) ?? throw new InvalidOperationException(
            "Unable to create TaskFailureDetails since TaskFailedException nor SubOrchestrationFailedException was not received.");
    }

    static void DemandNotShorter(TimeSpan? value, TimeSpan first, string name) =>
        Demand(
            !(value < first) || value == Timeout.InfiniteTimeSpan,
            name,
            value,
            "greater or equal to the value for firstRetryInterval.");

    static void Demand(bool condition, string name, object? value, string rule)
    {
        if (!condition)
        {
            throw new ArgumentOutOfRangeException(name, value, $"The value for {name} must be {rule}");
        }
    }
}
