using DurableTask.Core.Exceptions;
using Grpc.Core;

namespace Compliance.Functions.Orchestrating;

/// <summary>
/// Recognises the Durable extension's answers when an instance has started or ended between the check and the call. Everything else is an
/// outage.
/// </summary>
static class Refusals
{
    /// <summary>For an event or a termination: there is no such instance (not found), or it has ended (failed precondition).</summary>
    public static bool IsNotRunning(Exception e) => e is RpcException { StatusCode: StatusCode.NotFound or StatusCode.FailedPrecondition };

    /// <summary>For a start: an instance with that id has not ended.</summary>
    public static bool IsRunningAlready(Exception e) => e is OrchestrationAlreadyExistsException;
}
