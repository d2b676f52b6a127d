using DurableTask.Core.Exceptions;
using Grpc.Core;

namespace Compliance.Functions.Orchestrating;

/// <summary>
/// What the Durable extension answers when an instance is not as the caller believed: it began or ended between the look and the call.
/// Everything else is an outage, and none of these.
/// </summary>
static class Refusals
{
    /// <summary>An event, a termination: there is no such instance (not found), or it has ended (failed precondition).</summary>
    public static bool IsNotRunning(Exception e) => e is RpcException { StatusCode: StatusCode.NotFound or StatusCode.FailedPrecondition };

    /// <summary>A start: an instance of that id has not ended.</summary>
    public static bool IsRunningAlready(Exception e) => e is OrchestrationAlreadyExistsException;
}
