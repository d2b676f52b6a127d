namespace Compliance.Model;

/// <summary>Where a recording stands (API.md, <c>state</c>).</summary>
public enum RecordingState
{
    AwaitingUpload,
    Sealing,
    Sealed,
    Quarantined,

    /// <summary>Nothing arrived by the ticket's limit.</summary>
    Expired,
    Erasing,
    Erased,
}
