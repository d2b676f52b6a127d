namespace Microsoft.DurableTask.Client;

/// <summary>Typed access to the statuses that stop a second start.</summary>
public static class StartOrchestrationOptionsExtensions
{
#pragma warning disable CS0618 // the official list names the obsolete status too
    public static readonly IReadOnlyList<OrchestrationRuntimeStatus> ValidDedupeStatuses =
    [
        OrchestrationRuntimeStatus.Completed,
        OrchestrationRuntimeStatus.Failed,
        OrchestrationRuntimeStatus.Terminated,
        OrchestrationRuntimeStatus.Canceled,
        OrchestrationRuntimeStatus.Pending,
        OrchestrationRuntimeStatus.Running,
        OrchestrationRuntimeStatus.Suspended,
    ];
#pragma warning restore CS0618

    public static StartOrchestrationOptions WithDedupeStatuses(
        this StartOrchestrationOptions options, params OrchestrationRuntimeStatus[] dedupeStatuses) =>
        options with { DedupeStatuses = Array.ConvertAll(dedupeStatuses, status => status.ToString()).ToList() };
}
