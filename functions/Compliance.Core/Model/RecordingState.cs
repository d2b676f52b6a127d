namespace Compliance.Model;

/// <summary>State of a recording (openapi.yaml, <c>state</c>).</summary>
public enum RecordingState
{
    AwaitingUpload,
    Sealing,
    Sealed,
    Quarantined,

    /// <summary>No file was uploaded before the ticket expired.</summary>
    Expired,
    Erasing,
    Erased,
}
