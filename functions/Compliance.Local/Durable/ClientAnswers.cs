using DurableTask.Core;
using Google.Protobuf.WellKnownTypes;
using P = Microsoft.DurableTask.Protobuf;

namespace Compliance.Local.Durable;

/// <summary>Describes instances in the form of the client's protocol.</summary>
static class ClientAnswers
{
    public static P.OrchestrationState Describe(OrchestrationState state, bool payloads)
    {
        P.OrchestrationState described = new()
        {
            InstanceId = state.OrchestrationInstance.InstanceId,
            Name = state.Name,
            Version = state.Version,
            OrchestrationStatus = (P.OrchestrationStatus)state.OrchestrationStatus,
            CreatedTimestamp = Timestamp.FromDateTime(state.CreatedTime),
            LastUpdatedTimestamp = Timestamp.FromDateTime(state.LastUpdatedTime),
            Input = payloads ? state.Input : null,
            Output = payloads ? state.Output : null,
            CustomStatus = payloads ? state.Status : null,
            FailureDetails = payloads ? Describe(state.FailureDetails) : null,
        };
        if (state.Tags is { } tags)
        {
            described.Tags.Add(tags);
        }

        return described;
    }

    static P.TaskFailureDetails? Describe(FailureDetails? failure) => failure is null ? null : new()
    {
        ErrorType = failure.ErrorType,
        ErrorMessage = failure.ErrorMessage,
        StackTrace = failure.StackTrace,
        InnerFailure = Describe(failure.InnerFailure),
        IsNonRetriable = failure.IsNonRetriable,
    };
}
