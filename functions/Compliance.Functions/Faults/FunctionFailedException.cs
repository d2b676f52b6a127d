using Microsoft.DurableTask;

namespace Compliance.Functions.Faults;

/// <summary>
/// What a trigger or activity that failed tells the host: the fault's type and the id under which our own log has it. The host writes
/// messages and stacks to its log and to the task hub's history, and those of libraries quote names, addresses and bodies.
/// </summary>
/// <param name="fault">As <see cref="Compliance.Functions.Http.FaultName"/> has it.</param>
/// <param name="id">The call's invocation id, which the host logs as well.</param>
#pragma warning disable CA1032 // Only FaultExecutor makes it, always with both arguments.
public sealed class FunctionFailedException(string fault, string id) : Exception($"{fault}{IdStart}{id}")
#pragma warning restore CA1032
{
    const string IdStart = ", call ";

    /// <summary>The fault's type as a function told it; of what the engine itself found, the engine's own word.</summary>
    public static string FaultOf(TaskFailureDetails details) => details.ErrorType == typeof(FunctionFailedException).FullName
        ? details.ErrorMessage.Split(IdStart)[0]
        : details.ErrorType;
}
