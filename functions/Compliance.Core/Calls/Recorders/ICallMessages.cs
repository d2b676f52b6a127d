using Compliance.Tenancy;

namespace Compliance.Calls.Recorders;

/// <summary>A message about a live call, for a topic of the tenant's: opaque ids only.</summary>
/// <param name="Topic"><c>recorder-commands</c> or <c>privacy-events</c>.</param>
/// <param name="Id">The same id sent again is dropped by the bus.</param>
/// <param name="Subject"><c>calls/{id}</c>.</param>
/// <param name="Recorder">What a recorder's subscription filters by (application property <c>recorder</c>); null for everybody.</param>
public sealed record CallMessage(
    string Topic, string Id, string Type, string Subject, DateTimeOffset Time, string? Recorder, IReadOnlyDictionary<string, object> Data)
{
    public const string RecorderCommands = "recorder-commands";
    public const string PrivacyEvents = "privacy-events";
    public const string Pause = "compliance.recorder.pause";
    public const string Resume = "compliance.recorder.resume";
    public const string HeartbeatLost = "compliance.call.heartbeatLost";
}

/// <summary>The message bus, as far as live calls need it.</summary>
public interface ICallMessages
{
    /// <summary>Sends CloudEvents 1.0 to one of the tenant's topics.</summary>
    /// <returns>False when the bus could not be reached: what is pending is sent again with the next heartbeat.</returns>
    Task<bool> TrySendAsync(TenantId tenant, IReadOnlyList<CallMessage> messages, CancellationToken cancellation);
}
