using Compliance.Pci;

namespace Compliance.Recordings;

/// <summary>Builds the gate's input from a call's ticket.</summary>
static class GateInputBuilder
{
    public static IReadOnlyList<GateWindow> Windows(RecordingTicket call) =>
        [.. call.PauseWindows.Select(w => new GateWindow(w.Start, w.End, w.Trigger ?? PauseTrigger.Manual, w.Channels))];

    public static GateMedia Media(RecordingTicket call) => new(
        call.Media?.Encoding,
        call.Media?.SampleRate,
        call.Media?.Channels,
        call.DurationSeconds,
        call.EndedAt is { } end ? (end - call.StartedAt).TotalSeconds : null);
}
