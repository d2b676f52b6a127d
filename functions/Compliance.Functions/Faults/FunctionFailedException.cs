using Microsoft.DurableTask;

namespace Compliance.Functions.Faults;

/// <summary>
/// What a failed trigger or activity reports to the host: the fault's type and the id that finds it in our own log. The host writes
/// messages and stacks to its log and to the task hub's history, and messages of libraries quote names, addresses and bodies.
/// </summary>
/// <param name="fault">As returned by <see cref="Compliance.Functions.Http.FaultName"/>.</param>
/// <param name="id">The invocation id, which the host logs as well.</param>
#pragma warning disable CA1032 // Only FaultExecutor creates it, always with both arguments.
public sealed class FunctionFailedException(string fault, string id) : Exception($"{fault}{IdStart}{id}")
#pragma warning restore CA1032
{
    const string IdStart = ", call ";

    /// <summary>The fault's type as reported by the function; for faults of the engine itself, the engine's own error type.</summary>
    public static string FaultOf(TaskFailureDetails details) => details.ErrorType == typeof(FunctionFailedException).FullName
        ? details.ErrorMessage.Split(IdStart)[0]
        : details.ErrorType;
}
