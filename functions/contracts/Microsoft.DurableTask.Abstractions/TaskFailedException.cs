using DurableTask.Core.Exceptions;

namespace Microsoft.DurableTask;

/// <summary>What an orchestrator catches when an activity or a sub-orchestration failed.</summary>
public sealed class TaskFailedException : Exception
{
    public TaskFailedException(string taskName, int taskId, Exception innerException)
        : base(Text(taskName, taskId, Reason(innerException)), innerException)
    {
        TaskName = taskName;
        TaskId = taskId;
        FailureDetails = TaskFailureDetails.FromException(innerException);
    }

    public TaskFailedException(string taskName, int taskId, TaskFailureDetails failureDetails)
        : base(Text(taskName, taskId, failureDetails?.ErrorMessage))
    {
        TaskName = taskName;
        TaskId = taskId;
        FailureDetails = failureDetails!;
    }

    public string TaskName { get; }

    public int TaskId { get; }

    public TaskFailureDetails FailureDetails { get; }

    [Obsolete("Use the FailureDetails property and its IsCausedBy<T>() method")]
    public bool IsCausedByException<T>()
        where T : Exception => FailureDetails.ErrorType == typeof(T).FullName;

    static string? Reason(Exception? cause) =>
        (cause as OrchestrationException)?.FailureDetails?.ErrorMessage ?? cause?.Message;

    static string Text(string name, int id, string? reason) =>
        $"Task '{name}' (#{id}) failed with an unhandled exception{(reason is null ? "." : ": " + reason)}";
}
