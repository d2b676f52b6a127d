using DurableTask.Core.Exceptions;

namespace DurableTask.Core;

/// <summary>What is kept of an exception that left a task.</summary>
public class FailureDetails : IEquatable<FailureDetails>
{
    public FailureDetails(
        string errorType,
        string errorMessage,
        string? stackTrace,
        FailureDetails? innerFailure,
        bool isNonRetriable,
        IDictionary<string, object?>? properties = null)
    {
        ErrorType = errorType;
        ErrorMessage = errorMessage;
        StackTrace = stackTrace;
        InnerFailure = innerFailure;
        IsNonRetriable = isNonRetriable;
        Properties = properties;
    }

    public FailureDetails(string errorType, string errorMessage, string? stackTrace, FailureDetails? innerFailure, bool isNonRetriable)
        : this(errorType, errorMessage, stackTrace, innerFailure, isNonRetriable, null)
    {
    }

    public FailureDetails(Exception e)
        : this(e.GetType().FullName!, MessageOf(e), e.StackTrace, e.InnerException is { } inner ? new FailureDetails(inner) : null, false, null)
    {
    }

    public string ErrorType { get; }

    public string ErrorMessage { get; }

    public string? StackTrace { get; }

    public FailureDetails? InnerFailure { get; }

    public bool IsNonRetriable { get; }

    public IDictionary<string, object?>? Properties { get; }

    public override string ToString() => $"{ErrorType}: {ErrorMessage}";

    public override bool Equals(object? other) => Equals(other as FailureDetails);

    public bool Equals(FailureDetails? other) =>
        other is not null
        && ErrorType == other.ErrorType
        && ErrorMessage == other.ErrorMessage
        && StackTrace == other.StackTrace
        && ReferenceEquals(InnerFailure, other.InnerFailure);

    public override int GetHashCode() => (ErrorType, ErrorMessage, StackTrace, InnerFailure).GetHashCode();

    static string MessageOf(Exception e) => e is TaskFailedException failed
        ? $"Task '{failed.Name}' (#{failed.ScheduleId}) failed with an unhandled exception: {failed.Message}"
        : e.Message;
}
