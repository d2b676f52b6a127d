using DurableTask.Core;
using Microsoft.DurableTask;

namespace Compliance.Local.Durable;

/// <summary>A failure as it is stored: type, message, stack, inner failure, and whether a retry can't help.</summary>
sealed record FailureRecord(string Type, string Message, string? Stack, FailureRecord? Inner, bool Final = false)
{
    public static FailureRecord From(Exception exception) => exception switch
    {
        TaskFailedException task => new(task.GetType().ToString(), task.Message, task.StackTrace, From(task.FailureDetails)),
        _ => new(
            exception.GetType().ToString(),
            exception.Message,
            exception.StackTrace,
            exception.InnerException is { } inner ? From(inner) : null),
    };

    public FailureDetails ToCore() => new(Type, Message, Stack, Inner?.ToCore(), Final, null);

    public TaskFailureDetails ToDetails() => new(Type, Message, Stack, Inner?.ToDetails(), null);

    static FailureRecord? From(TaskFailureDetails? details) =>
        details is null ? null : new(details.ErrorType, details.ErrorMessage, details.StackTrace, From(details.InnerFailure));
}
