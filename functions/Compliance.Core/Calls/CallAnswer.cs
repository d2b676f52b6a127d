using Compliance.Model;
using Compliance.Pci;
using Compliance.Settings;

namespace Compliance.Calls;

/// <summary>The response to every request about a live call (openapi.yaml, Live calls).</summary>
/// <param name="Requested">The request was accepted.</param>
/// <param name="Paused">Something is to be paused now, and every recorder concerned has confirmed.</param>
/// <param name="Windows">Pauses so far, by our clock; the last may still be open.</param>
public sealed record CallAnswer(
    CallId CallId,
    bool Requested,
    bool Paused,
    IReadOnlyList<LiveWindow> Windows,
    IReadOnlyList<RecorderStatus> Recorders,
    int HeartbeatSeconds)
{
    /// <param name="call">Null if the call is unknown.</param>
    public static CallAnswer Of(CallId id, LiveCall? call, TenantSettings settings)
    {
        var timeline = call?.Timeline() ?? new PauseTimeline([]);
        var lines = settings.Recorders.Select(r => (r, Line: call?.Recorders.FirstOrDefault(x => x.Is(r.Name, r.Channel)))).ToList();
        var concerned = lines.Where(x => timeline.Paused.Contains(x.r.Channel)).ToList();
        var paused = concerned.Count > 0 && concerned.All(x => x.Line is { Paused: true, Answer: RecorderAnswer.Confirmed });
        var nobody = Enum.GetValues<PauseChannel>().Except(settings.Recorders.Select(r => r.Channel));
        return new CallAnswer(
            id,
            Requested: true,
            paused,
            timeline.Windows,
            [
                .. lines.Select(x => new RecorderStatus(x.r.Name, x.r.Channel, x.Line?.Answer ?? RecorderAnswer.None)),
                .. nobody.Select(channel => new RecorderStatus(null, channel, RecorderAnswer.None)),
            ],
            settings.HeartbeatSeconds);
    }
}

/// <param name="Name">Null if no recorder is registered for the channel.</param>
/// <param name="State">Its answer to the latest command.</param>
public sealed record RecorderStatus(string? Name, PauseChannel Channel, RecorderAnswer State);
