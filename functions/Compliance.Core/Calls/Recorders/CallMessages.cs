namespace Compliance.Calls;

/// <summary>Types of messages about live calls.</summary>
public static class CallMessages
{
    public const string Pause = "compliance.recorder.pause";
    public const string Resume = "compliance.recorder.resume";
    public const string Stop = "compliance.recorder.stop";
    public const string HeartbeatLost = "compliance.call.heartbeatLost";

    /// <summary>The application property that recorders' subscriptions filter by.</summary>
    public const string Recorder = "recorder";

    /// <summary>How long the bus keeps an alert for its subscribers.</summary>
    public static TimeSpan AlertLifetime { get; } = TimeSpan.FromDays(14);
}
