using Compliance.Pci.Wav;

namespace Compliance.Pci;

/// <summary>What reading one audio or video file gave.</summary>
/// <param name="Layout">Null where it is not WAV, or not one that is decoded.</param>
/// <param name="ClaimsWav">It promised WAV and broke the promise.</param>
/// <param name="LoudWindows">Windows that hold content, with the channels that do.</param>
sealed record MediaResult(
    GateFile File,
    WavLayout? Layout,
    bool ClaimsWav,
    IReadOnlyList<(GateWindow Window, IReadOnlyList<int> Channels)> LoudWindows);

static class MediaFile
{
    public static async Task<MediaResult> ReadAsync(GateFile file, IReadOnlyList<GateWindow> windows, CancellationToken cancellation)
    {
        WavProbeResult probe;
        await using (var first = await file.OpenAsync(cancellation))
        {
            probe = await WavProbe.ReadAsync(first, cancellation);
        }

        if (probe.Layout is not { } layout)
        {
            var broken = probe.Kind is WavKind.Unreadable || (probe.Kind is WavKind.NotWav && FileKinds.ClaimsWav(file));
            return new(file, null, broken, []);
        }

        var audible = windows.Where(x => x.Reaches(PauseChannel.Audio)).ToList();
        var meter = new WindowMeter(layout, audible);
        await using (var second = await file.OpenAsync(cancellation))
        {
            await WavBlocks.ReadAsync(second, layout, meter.Add, cancellation);
        }

        return new(file, layout, false, [.. audible.Select((x, i) => (x, meter.LoudChannels(i))).Where(x => x.Item2.Count > 0)]);
    }
}
