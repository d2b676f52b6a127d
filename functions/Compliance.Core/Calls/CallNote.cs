using Compliance.Audit;
using Compliance.Json;
using Compliance.Pci;

namespace Compliance.Calls;

/// <summary>What the audit log keeps of a signal.</summary>
/// <param name="Field">The form field that had the focus, if it was sent.</param>
sealed record CallNote(string Event, CallSignal? Signal = null, string? Field = null)
{
    /// <summary>The call was over: the signal paused nothing.</summary>
    public bool Late { get; init; }

    public AuditEntry Entry(LiveCall call, Actor actor)
    {
        var details = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Signal is { } signal)
        {
            details["trigger"] = signal.Trigger is PauseTrigger.Automatic ? "automatic" : "manual";
            details["channels"] = signal.Channels.Count == 0 ? "all" : string.Join(',', signal.Channels);
        }

        if (Field is not null)
        {
            details["field"] = Field;
        }

        if (Late)
        {
            details["late"] = "true";
        }

        return Entry(call, actor, Event, $"{call.Id}/{call.Count}", AuditEntry.Success, details);
    }

    /// <summary>A desktop that signalled about another agent's call.</summary>
    public static AuditEntry Refused(LiveCall call, Actor actor, DateTimeOffset at) => Entry(
        call,
        actor,
        "access.refused",
        $"{call.Id}/{Rfc3339.Format(at)}/{actor.Pseudonym}",
        AuditEntry.Refused,
        new Dictionary<string, string>(StringComparer.Ordinal) { ["reason"] = "agent" });

    static AuditEntry Entry(
        LiveCall call, Actor actor, string @event, string operation, string outcome, Dictionary<string, string> details) =>
        new(@event, operation, AuditPhase.Single, actor.Pseudonym, outcome, actor.Origin, $"calls/{call.Id}", details);
}
