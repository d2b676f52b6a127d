using System.Reflection;
using DurableTask.Core;
using DurableTask.Core.Exceptions;

namespace Microsoft.DurableTask;

/// <summary>What is kept of an exception that left a task: type name, message, stack, inner failure.</summary>
public record TaskFailureDetails(
    string ErrorType,
    string ErrorMessage,
    string? StackTrace,
    TaskFailureDetails? InnerFailure,
    IDictionary<string, object?>? Properties)
{
    Type? loadedType;

    public override string ToString() => $"{ErrorType}: {ErrorMessage}";

    public bool IsCausedBy<T>()
        where T : Exception => IsCausedBy(typeof(T));

    public bool IsCausedBy(Type targetBaseExceptionType)
    {
        ArgumentNullException.ThrowIfNull(targetBaseExceptionType);
        if (!typeof(Exception).IsAssignableFrom(targetBaseExceptionType))
        {
            throw new ArgumentException($"The type {targetBaseExceptionType} is not an exception type.", nameof(targetBaseExceptionType));
        }

        if (string.IsNullOrEmpty(ErrorType))
        {
            return false;
        }

        loadedType ??= Type.GetType(ErrorType, throwOnError: false)
            ?? targetBaseExceptionType.Assembly.GetType(ErrorType, throwOnError: false)
            ?? Assembly.GetCallingAssembly().GetType(ErrorType)
            ?? OnlyLoaded(ErrorType);
        return loadedType is not null && targetBaseExceptionType.IsAssignableFrom(loadedType);
    }

    public static TaskFailureDetails FromException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        if (exception is OrchestrationException core)
        {
            return new(
                core.FailureDetails?.ErrorType ?? "(unknown)",
                core.FailureDetails?.ErrorMessage ?? "(unknown)",
                core.FailureDetails?.StackTrace,
                FromCore(core.FailureDetails?.InnerFailure) ?? Inner(core),
                core.FailureDetails?.Properties);
        }

        return new(exception.GetType().ToString(), exception.Message, exception.StackTrace, Inner(exception), null);
    }

    internal static TaskFailureDetails? FromCore(FailureDetails? core) => core is null
        ? null
        : new(core.ErrorType, core.ErrorMessage, core.StackTrace, FromCore(core.InnerFailure), core.Properties);

    static TaskFailureDetails? Inner(Exception exception) =>
        exception.InnerException is { } inner ? FromException(inner) : null;

    static Type? OnlyLoaded(string name)
    {
        List<Type> found = [];
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            if (assembly.GetType(name, throwOnError: false) is { } type)
            {
                found.Add(type);
            }
        }

        return found.Count <= 1
            ? found.FirstOrDefault()
            : throw new AmbiguousMatchException($"Multiple exception types with the name '{name}' were found.");
    }
}
