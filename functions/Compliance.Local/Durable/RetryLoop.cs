using System.Runtime.ExceptionServices;
using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using RetryContext = Microsoft.DurableTask.RetryContext;

namespace Compliance.Local.Durable;

/// <summary>Repeats a call inside an orchestrator as its <see cref="TaskOptions"/> say; delays are durable timers.</summary>
static class RetryLoop
{
    public static Task<T> RunAsync<T>(TaskOrchestrationContext context, TaskRetryOptions? retry, Func<Task<T>> call) => retry switch
    {
        { Policy: { } policy } => ByPolicyAsync(context, policy, call),
        { Handler: { } handler } => ByHandlerAsync(context, handler, call),
        _ => call(),
    };

    static async Task<T> ByPolicyAsync<T>(TaskOrchestrationContext context, RetryPolicy policy, Func<Task<T>> call)
    {
        var first = context.CurrentUtcDateTime;
        for (var attempt = 0; ; attempt++)
        {
            ExceptionDispatchInfo failure;
            try
            {
                return await call();
            }
            catch (Exception exception) when (exception is not OrchestrationException { FailureDetails.IsNonRetriable: true })
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }

            if (attempt + 1 >= policy.MaxNumberOfAttempts)
            {
                // Azure's engine has this timer after the last attempt; task numbers stay the same as there.
                await context.CreateTimer(context.CurrentUtcDateTime, CancellationToken.None);
                failure.Throw();
            }

            if (Delay(context, policy, first, attempt, failure.SourceException) is not { } delay)
            {
                failure.Throw();
                throw failure.SourceException;
            }

            await context.CreateTimer(context.CurrentUtcDateTime.Add(delay), CancellationToken.None);
        }
    }

    static TimeSpan? Delay(TaskOrchestrationContext context, RetryPolicy policy, DateTime first, int attempt, Exception failure)
    {
        if (!WantsRetry(policy, failure)
            || (policy.RetryTimeout != Timeout.InfiniteTimeSpan && context.CurrentUtcDateTime >= first.Add(policy.RetryTimeout)))
        {
            return null;
        }

        var longest = policy.MaxRetryInterval == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : policy.MaxRetryInterval;
        var milliseconds = policy.FirstRetryInterval.TotalMilliseconds * Math.Pow(policy.BackoffCoefficient, attempt);
        return milliseconds < longest.TotalMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : longest;
    }

    static bool WantsRetry(RetryPolicy policy, Exception failure)
    {
        try
        {
            return policy.Handle(failure);
        }
        catch (Exception)
        {
            // A predicate that throws must not hide the failure it was asked about, which the caller throws now.
            return false;
        }
    }

    static async Task<T> ByHandlerAsync<T>(TaskOrchestrationContext context, AsyncRetryHandler handler, Func<Task<T>> call)
    {
        var first = context.CurrentUtcDateTime;
        for (var failures = 1; ; failures++)
        {
            try
            {
                return await call();
            }
            catch (OrchestrationException failure) when (failure.FailureDetails?.IsNonRetriable != true)
            {
                RetryContext retry = new(
                    context,
                    failures,
                    TaskFailureDetails.FromException(failure),
                    context.CurrentUtcDateTime - first,
                    CancellationToken.None);
                if (!await handler(retry))
                {
                    throw;
                }
            }
        }
    }
}
